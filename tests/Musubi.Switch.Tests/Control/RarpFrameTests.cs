using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class RarpFrameTests
{
    [Fact]
    public void The_payload_is_the_one_that_physical_switches_expect()
    {
        byte[] payload = new byte[RarpFrame.PayloadBytes];
        payload.AsSpan().Fill(0xff);
        RarpFrame.WritePayload(payload, 0x0200_0000_0017);
        Assert.Equal("0001" + "0800" + "06" + "04" + "0003" + "020000000017" + "00000000" + "020000000017" + "00000000" + new string('0', 36), Convert.ToHexString(payload));
        Assert.Equal(0x8035, RarpFrame.EtherType);
    }
}

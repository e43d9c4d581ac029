using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class RarpFrameTests
{
    private static readonly byte[] Mac = [0x02, 0, 0, 0, 0, 0x17];

    [Fact]
    public void The_frame_is_the_one_that_physical_switches_expect()
    {
        byte[] frame = new byte[60];
        Assert.Equal(14, RarpFrame.WriteHeader(frame, Mac, 0));
        RarpFrame.WritePayload(frame.AsSpan(14), Mac);
        Assert.Equal("FFFFFFFFFFFF" + "020000000017" + "8035" + "0001" + "0800" + "06" + "04" + "0003" + "020000000017" + "00000000" + "020000000017" + "00000000"
            + new string('0', 36), Convert.ToHexString(frame));
    }

    [Fact]
    public void In_a_vlan_it_carries_the_tag()
    {
        byte[] header = new byte[20];
        Assert.Equal(18, RarpFrame.WriteHeader(header, Mac, 4094));
        Assert.Equal("81000FFE8035", Convert.ToHexString(header.AsSpan(12, 6)));
    }
}

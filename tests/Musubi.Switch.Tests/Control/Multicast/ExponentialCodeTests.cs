using Musubi.Switch.Control.Multicast;

namespace Musubi.Switch.Tests.Control.Multicast;

public sealed class ExponentialCodeTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(127, 127)]
    [InlineData(128, 0x80)]
    [InlineData(135, 0x80)]
    [InlineData(136, 0x81)]
    [InlineData(31_744, 0xff)]
    [InlineData(1_000_000, 0xff)]
    public void Times_of_one_byte(int value, byte code) => Assert.Equal(code, ExponentialCode.Write8(value));

    [Theory]
    [InlineData(32_767, 32_767)]
    [InlineData(32_768, 0x8000)]
    [InlineData(8_387_584, 0xffff)]
    public void Times_of_two_bytes(int value, int code) => Assert.Equal((ushort)code, ExponentialCode.Write16(value));

    [Fact]
    public void What_is_written_is_read_again_rounded_down_and_every_code_can_be_read()
    {
        for (int code = 0; code < 256; code++)
        {
            Assert.Equal((byte)code, ExponentialCode.Write8(ExponentialCode.Read8((byte)code)));
        }

        for (int code = 0; code < 65_536; code++)
        {
            Assert.Equal((ushort)code, ExponentialCode.Write16(ExponentialCode.Read16((ushort)code)));
        }
    }
}

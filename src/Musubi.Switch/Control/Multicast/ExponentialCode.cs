namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// Times as queries carry them: small values as they are, others with an exponent (RFC 3376, 4.1.1 and 4.1.7; RFC 3810, 5.1.3 and 5.1.9).
/// Writing rounds down to what can be said.
/// </summary>
internal static class ExponentialCode
{
    private const int Most8 = 31_744;
    private const int Most16 = 8_387_584;

    public static int Read8(byte code) => code < 128 ? code : ((code & 0xf) | 0x10) << (((code >> 4) & 7) + 3);

    public static int Read16(ushort code) => code < 32_768 ? code : ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3);

    public static byte Write8(int value)
    {
        value = Math.Clamp(value, 0, Most8);
        if (value < 128)
        {
            return (byte)value;
        }

        int exponent = 0;
        while (value >> (exponent + 3) > 0x1f)
        {
            exponent++;
        }

        return (byte)(0x80 | (exponent << 4) | ((value >> (exponent + 3)) & 0xf));
    }

    public static ushort Write16(int value)
    {
        value = Math.Clamp(value, 0, Most16);
        if (value < 32_768)
        {
            return (ushort)value;
        }

        int exponent = 0;
        while (value >> (exponent + 3) > 0x1fff)
        {
            exponent++;
        }

        return (ushort)(0x8000 | (exponent << 12) | ((value >> (exponent + 3)) & 0xfff));
    }
}

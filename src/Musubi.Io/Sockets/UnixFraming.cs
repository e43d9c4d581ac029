namespace Musubi.Io.Sockets;

/// <summary>How messages lie on a unix stream socket: four bytes of length, little endian, then the payload.</summary>
public static class UnixFraming
{
    public const int HeaderBytes = 4;

    /// <summary>The longest payload, 16 MiB.</summary>
    public const int MaxPayloadBytes = 16 << 20;

    /// <summary>Descriptors that may ride on one frame, on its first byte.</summary>
    public const int MaxDescriptors = 64;
}

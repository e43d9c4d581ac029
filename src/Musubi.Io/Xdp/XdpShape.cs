namespace Musubi.Io.Xdp;

/// <summary>
/// The memory of one queue of a NIC and its rings. The lower half of the buffers is for receiving, the upper for sending; each
/// ring has an entry for every buffer of its half.
/// </summary>
public readonly record struct XdpShape
{
    public const int MaxQueues = 64;
    private const int MinFrames = 64;
    private const int MaxFrames = 65_536;

    /// <param name="frameBytes">Of one buffer: 2048 or 4096.</param>
    /// <param name="frames">Buffers, a power of two, 64..65536.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public XdpShape(int frameBytes, int frames)
    {
        if (!IsValid(frameBytes, frames))
        {
            throw new ArgumentOutOfRangeException(nameof(frames), $"{frames} buffers of {frameBytes} bytes: must be a power of two, {MinFrames}..{MaxFrames}, of 2048 or 4096");
        }

        (FrameBytes, Frames) = (frameBytes, frames);
    }

    /// <summary>16 MiB: at 10 Gbit/s and full size half of it holds some 1.6 ms of frames.</summary>
    public static XdpShape Default { get; } = new(4_096, 4_096);

    public int FrameBytes { get; }

    public int Frames { get; }

    /// <summary>Entries of each of the four rings.</summary>
    public int RingEntries => Frames / 2;

    public long MemoryBytes => (long)FrameBytes * Frames;

    public static bool IsValid(long frameBytes, long frames) =>
        frameBytes is 2_048 or 4_096 && frames is >= MinFrames and <= MaxFrames && (frames & (frames - 1)) == 0;
}

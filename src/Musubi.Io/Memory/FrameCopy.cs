using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Musubi.Io.Memory;

/// <summary>Copies frames: short ones in a few registers without a call, others as the runtime does it.</summary>
internal static unsafe class FrameCopy
{
    private const int Register = 32;

    /// <param name="target">Room for <paramref name="length"/> bytes.</param>
    /// <param name="source">So many bytes. The two may overlap.</param>
    /// <param name="length">0 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(byte* target, byte* source, int length)
    {
        // Safe: the last piece ends at the length and overlaps the one before; all is read before anything is written.
        if (length is >= Register and <= 2 * Register && Vector256.IsHardwareAccelerated)
        {
            Vector256<byte> head = Vector256.Load(source);
            Vector256<byte> tail = Vector256.Load(source + length - Register);
            head.Store(target);
            tail.Store(target + length - Register);
        }
        else
        {
            Buffer.MemoryCopy(source, target, length, length);
        }
    }
}

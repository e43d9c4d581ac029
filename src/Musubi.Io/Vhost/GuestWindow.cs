using System.Runtime.CompilerServices;

namespace Musubi.Io.Vhost;

/// <summary>Addresses of a guest or its front end, and where they lie in this process. The default holds nothing.</summary>
/// <param name="Start">The first address.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Host">Where the first one lies.</param>
internal readonly record struct GuestWindow(ulong Start, ulong Bytes, nint Host)
{
    /// <summary>The address here of bytes that lie within the window from first to last; 0 when they do not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Find(ulong address, uint length)
    {
        // Below the window's start the difference wraps to more than any region has.
        ulong offset = address - Start;
        return offset < Bytes && length <= Bytes - offset ? Host + (nint)offset : 0;
    }
}

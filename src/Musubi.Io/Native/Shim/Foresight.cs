using System.Runtime.InteropServices;

namespace Musubi.Io.Native.Shim;

/// <summary>Prefetching for writing, which C# lacks. Each call is a few instructions and returns at once: the runtime does not take note of it.</summary>
internal static partial class Foresight
{
    /// <summary>The first two cache lines behind each of several pointers.</summary>
    /// <param name="places">Where the first pointer stands.</param>
    /// <param name="stride">Bytes from one pointer to the next.</param>
    [LibraryImport("musubi-shim", EntryPoint = "musubi_foresee_each")]
    [SuppressGCTransition]
    internal static unsafe partial void Each(void* places, int count, nuint stride);

    /// <summary>All cache lines of a piece of memory.</summary>
    [LibraryImport("musubi-shim", EntryPoint = "musubi_foresee_range")]
    [SuppressGCTransition]
    internal static unsafe partial void Range(void* start, nuint bytes);
}

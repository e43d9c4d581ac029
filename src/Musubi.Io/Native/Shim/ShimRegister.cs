using System.Runtime.InteropServices;

namespace Musubi.Io.Native.Shim;

internal static partial class BusErrorShim
{
    [LibraryImport("musubi-shim", EntryPoint = "musubi_shim_register")]
    internal static unsafe partial int Register(void* start, nuint length, uint* flag);
}

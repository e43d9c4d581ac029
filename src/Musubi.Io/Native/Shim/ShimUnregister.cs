using System.Runtime.InteropServices;

namespace Musubi.Io.Native.Shim;

internal static partial class BusErrorShim
{
    [LibraryImport("musubi-shim", EntryPoint = "musubi_shim_unregister")]
    internal static partial void Unregister(int slot);
}

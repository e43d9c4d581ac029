using System.Runtime.InteropServices;

namespace Musubi.Io.Netlink;

/// <summary>The kernel refused a netlink request.</summary>
/// <param name="error">See <see cref="Native.Errno"/>.</param>
/// <param name="kernelMessage">What the kernel said about it, or null.</param>
public sealed class NetlinkException(string request, int error, string? kernelMessage) : IOException(
    $"{request}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})" + (kernelMessage is null ? "" : $": {kernelMessage}"))
{
    public int Error { get; } = error;
}

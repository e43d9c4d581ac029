using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>Turns the result of a system call into a value or a <see cref="SystemCallException"/>.</summary>
internal static class SystemCall
{
    /// <summary>The error of the last call on this thread.</summary>
    public static int Error => Marshal.GetLastPInvokeError();

    public static int Check(int result, string call) => result >= 0 ? result : throw new SystemCallException(call, Error);

    public static nint Check(nint result, string call) => result >= 0 ? result : throw new SystemCallException(call, Error);
}

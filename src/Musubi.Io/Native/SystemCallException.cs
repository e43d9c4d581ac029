using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>A system call that failed where failing is not part of the protocol.</summary>
public sealed class SystemCallException : IOException
{
    public SystemCallException(string call, int error)
        : base($"{call}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})")
    {
        Call = call;
        Error = error;
    }

    public string Call { get; }

    /// <summary>See <see cref="Errno"/>.</summary>
    public int Error { get; }
}

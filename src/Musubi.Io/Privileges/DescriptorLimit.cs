using Musubi.Io.Native;

namespace Musubi.Io.Privileges;

/// <summary>How many descriptors the process may have (RLIMIT_NOFILE).</summary>
public static unsafe class DescriptorLimit
{
    private const int OpenFiles = 7;

    /// <summary>
    /// Raises the soft limit, which is 1,024 by custom for the sake of programs that use select(2), to the hard one. Returns
    /// what the limit is then.
    /// </summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static ulong Raise()
    {
        ResourceLimit limit;
        // Safe: both calls read or write the 16 bytes of the struct on this stack.
        SystemCall.Check(Libc.getrlimit(OpenFiles, &limit), "getrlimit(RLIMIT_NOFILE)");
        limit.Soft = limit.Hard;
        SystemCall.Check(Libc.setrlimit(OpenFiles, &limit), "setrlimit(RLIMIT_NOFILE)");
        return limit.Soft;
    }
}

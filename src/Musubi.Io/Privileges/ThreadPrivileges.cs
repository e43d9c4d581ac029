using Musubi.Io.Native;

namespace Musubi.Io.Privileges;

/// <summary>
/// What a thread may do beyond other programs of its user. The kernel keeps it for each thread: one that drops it gives
/// threads started later none, and leaves those that run already as they are.
/// </summary>
public static unsafe class ThreadPrivileges
{
    private const int SetNoNewPrivileges = 38;
    private const int DropFromBoundingSet = 24;

    /// <summary>More than any kernel has; those that it does not know are refused one by one.</summary>
    private const int MostCapabilities = 64;

    /// <summary>
    /// Gives up every capability of the calling thread, for good: a program that it starts gets none either. False with
    /// the error number when the kernel refused.
    /// </summary>
    public static bool TryDropAll(out int error)
    {
        for (uint capability = 0; capability < MostCapabilities; capability++)
        {
            // Refused without CAP_SETPCAP, and for numbers that the kernel does not know: nothing is lost by either.
            _ = Libc.prctl(DropFromBoundingSet, capability, 0, 0, 0);
        }

        CapabilityHeader header = new() { Version = CapabilityHeader.Version3 };
        CapabilitySets none = default;
        // Safe: both structs are on this stack and of the size that version 3 names.
        bool dropped = Libc.prctl(SetNoNewPrivileges, 1, 0, 0, 0) == 0 && Libc.capset(&header, &none) == 0;
        error = dropped ? 0 : SystemCall.Error;
        return dropped;
    }
}

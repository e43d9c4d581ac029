namespace Musubi.Cli;

/// <summary>What the program ends with; docs/cli.md tells its users.</summary>
internal enum ExitCode
{
    Done = 0,
    Failure = 1,

    /// <summary>The command line itself is wrong.</summary>
    Usage = 2,

    /// <summary>The request breaks a rule, or is refused.</summary>
    Invalid = 3,

    NotFound = 4,

    /// <summary>The change is stored, but some host does not run it yet.</summary>
    NotRunning = 5,

    /// <summary>A stale revision, an object in use, a duplicate.</summary>
    Conflict = 6,

    Unreachable = 7,

    /// <summary>Ended by Ctrl-C, as shells count it.</summary>
    Interrupted = 130,
}

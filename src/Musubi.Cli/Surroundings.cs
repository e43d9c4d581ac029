namespace Musubi.Cli;

/// <summary>All that a command sees of the world beside the server: handed in, so that tests need no process of their own.</summary>
internal sealed class Surroundings
{
    public required TextReader In { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Standard output is a terminal that shows colours.</summary>
    public bool Colours { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Environment variables; null for one that is not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>Null when there is none.</summary>
    public string? Home { get; init; }
}

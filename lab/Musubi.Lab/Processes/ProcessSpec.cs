namespace Musubi.Lab.Processes;

/// <summary>A process that the supervisor keeps running.</summary>
internal sealed record ProcessSpec
{
    /// <summary>As in `musubi-lab kill NAME`: letters, digits and hyphens; also the name of its log.</summary>
    public required string Name { get; init; }

    /// <summary>The network namespace that it runs in; null: this machine's own.</summary>
    public required string? Namespace { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Started again whenever it ends, as a service manager does.</summary>
    public bool Restart { get; init; } = true;
}

using Musubi.Model.Share;

namespace Musubi.Host.State;

/// <summary>A part of the share that is not done as the controller wants it, because it had cut this host off.</summary>
public sealed record HeldObject
{
    public required Guid Id { get; init; }

    /// <summary>As people call it, such as "switch prod".</summary>
    public required string Name { get; init; }

    /// <summary>What had cut the host off: a switch, a port, or (both null) that it was taken away. While the controller wants just this, it is held back.</summary>
    public ShareSwitch? BadSwitch { get; init; }

    public SharePort? BadPort { get; init; }

    /// <summary>What is done instead; both null: it is left out.</summary>
    public ShareSwitch? GoodSwitch { get; init; }

    public SharePort? GoodPort { get; init; }

    /// <summary>What that filters and marks by; null: by nothing.</summary>
    public FilterRuleSet? GoodRules { get; init; }

    public bool IsBadIn(HostShare share) => share.Switches.GetValueOrDefault(Id) == BadSwitch && share.Ports.GetValueOrDefault(Id) == BadPort;
}

namespace Musubi.Model.Services;

/// <summary>How a member of a LAG fares.</summary>
public sealed record LagMemberRuntime
{
    public required string Uplink { get; init; }

    public LagMemberState State { get; init; }

    /// <summary>Why it is not in use; empty when it is.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What we say of ourselves, as bits of a LACPDU (802.1AX-2014, 6.4.2.3).</summary>
    public byte ActorState { get; init; }

    public int ActorPort { get; init; }

    /// <summary>Null where none speaks.</summary>
    public LacpPartner? Partner { get; init; }

    public byte PartnerState { get; init; }

    public int PartnerPort { get; init; }

    /// <summary>Times that it began to be in use.</summary>
    public long Joins { get; init; }

    /// <summary>Not in sync for a minute with its link up: this side.</summary>
    public bool ActorChurn { get; init; }

    /// <summary>The same of the partner.</summary>
    public bool PartnerChurn { get; init; }
}

namespace Musubi.Model.Services;

/// <summary>How a LAG fares on a host, as that last reported it.</summary>
public sealed record LagRuntime
{
    public required Guid SwitchId { get; init; }

    public required string Name { get; init; }

    /// <summary>The partner that the members in use have; null while none has any.</summary>
    public LacpPartner? Partner { get; init; }

    public ValueList<LagMemberRuntime> Members { get; init; } = [];
}

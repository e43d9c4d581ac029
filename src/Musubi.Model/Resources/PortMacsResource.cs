using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>The MACs that were learned at a port.</summary>
public sealed record PortMacsResource
{
    public Guid PortId { get; init; }

    public int Number { get; init; }

    public string Switch { get; init; } = "";

    /// <summary>How many there are, which may be more than are listed.</summary>
    public int Count { get; init; }

    /// <summary>At most 256.</summary>
    public ValueList<LearnedMac> Macs { get; init; } = [];
}

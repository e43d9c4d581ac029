namespace Musubi.Model.Policy;

/// <summary>VLAN policy. Inherited and overridden as a whole.</summary>
public sealed record VlanConfig
{
    public VlanMode Mode { get; init; }

    /// <summary>Access mode: 1..4094; private mode: the primary or the secondary that the port sends with. Otherwise 0.</summary>
    public int Id { get; init; }

    /// <summary>Trunk mode: sorted, not overlapping, 0..4094, where 0 stands for untagged frames. Otherwise empty.</summary>
    public ValueList<VlanRange> Ranges { get; init; } = [];

    public static VlanConfig None { get; } = new() { Mode = VlanMode.None };

    public static VlanConfig Access(int id) => new() { Mode = VlanMode.Access, Id = id };

    /// <param name="id">Primary: the port is promiscuous in that private VLAN; secondary: isolated or of a community, as the switch has it.</param>
    public static VlanConfig Private(int id) => new() { Mode = VlanMode.Private, Id = id };

    public static VlanConfig Trunk(params VlanRange[] ranges) => new() { Mode = VlanMode.Trunk, Ranges = [.. ranges] };
}

namespace Musubi.Model.Policy;

/// <summary>VLAN ids, both ends included, 0..4094.</summary>
public readonly record struct VlanRange(int First, int Last)
{
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}

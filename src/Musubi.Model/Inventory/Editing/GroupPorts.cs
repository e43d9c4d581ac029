namespace Musubi.Model.Inventory.Editing;

/// <summary>The ports of one port group, by number.</summary>
internal sealed class GroupPorts
{
    public SortedSet<(int Number, Guid Id)> Free { get; } = [];

    public SortedSet<(int Number, Guid Id)> Connected { get; } = [];
}

namespace Musubi.Model.Policy;

/// <summary>Categories of port policy, as a set.</summary>
[Flags]
public enum PolicyCategories
{
    None = 0,
    Blocked = 1,
    Security = 2,
    Vlan = 4,
    Teaming = 8,
    Shaping = 16,
    Filtering = 32,
    All = Blocked | Security | Vlan | Teaming | Shaping | Filtering,
}

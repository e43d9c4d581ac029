namespace Musubi.Model.Policy;

/// <summary>Whose addresses decide.</summary>
public enum LagHashSides
{
    Both,
    Source,
    Destination,
}

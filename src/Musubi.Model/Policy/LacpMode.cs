namespace Musubi.Model.Policy;

/// <summary>Who speaks first.</summary>
public enum LacpMode
{
    /// <summary>Speaks without being spoken to.</summary>
    Active,

    /// <summary>Speaks when spoken to: the physical switch must be active.</summary>
    Passive,
}

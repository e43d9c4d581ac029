namespace Musubi.Model.Policy;

/// <summary>How often the physical switch is asked to speak.</summary>
public enum LacpRate
{
    /// <summary>Every 30 s; it is missed after 90 s.</summary>
    Slow,

    /// <summary>Every second; it is missed after 3 s.</summary>
    Fast,
}

namespace Musubi.Switch.Control.Lacp;

/// <summary>Whether a member belongs to the aggregation (802.1AX-2014, 6.4.8, Selected).</summary>
public enum LacpSelection
{
    Unselected,

    /// <summary>Not now: other members have another partner.</summary>
    Standby,

    Selected,
}

namespace Musubi.Model.Policy;

/// <summary>The level that a part of a port's policy comes from.</summary>
public enum PolicyOrigin
{
    /// <summary>The default of the switch's kind.</summary>
    Default,
    Switch,
    PortGroup,
    Port,
}

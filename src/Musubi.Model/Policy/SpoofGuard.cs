namespace Musubi.Model.Policy;

/// <summary>Which IP addresses a port's guest may use.</summary>
public enum SpoofGuard
{
    /// <summary>Any; none are noted.</summary>
    Off,

    /// <summary>Any; those that it uses are noted.</summary>
    Observe,

    /// <summary>Those that it was given by configuration, those that a DHCP server gave it, and IPv6 addresses that it claimed first.</summary>
    Snooped,

    /// <summary>Those that it was given by configuration.</summary>
    Configured,
}

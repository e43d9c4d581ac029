namespace Musubi.Model.Policy;

/// <summary>How a switch decides which ports get frames for groups.</summary>
public enum MulticastFiltering
{
    /// <summary>By the group's MAC, where it is known which groups a guest wants; elsewhere every port gets them.</summary>
    Basic = 0,

    /// <summary>By what ports ask for with IGMP and MLD.</summary>
    Snooping,
}

namespace Musubi.Model.Policy;

/// <summary>How it is found out that an uplink does not carry.</summary>
public enum FailureDetection
{
    /// <summary>By its link.</summary>
    Link,

    /// <summary>By its link, and by beacons that the uplinks of a team send each other.</summary>
    Beacon,
}

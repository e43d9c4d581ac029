namespace Musubi.Controller.Fabric;

/// <summary>Bounds on what a host can make the controller keep or do.</summary>
internal static class FabricLimits
{
    public const uint ProtocolVersion = 1;

    /// <summary>Seconds between statistics of a host.</summary>
    public const uint StatisticsSeconds = 2;

    /// <summary>Changes of a host's share that one delta may merge; after more than that the host gets a fresh full sync.</summary>
    public const int MergedChanges = 64;

    public const int NicsPerHost = 256;

    public const int WorkersPerHost = 256;

    public const int CapabilitiesPerHost = 128;

    public const int AddressesPerNic = 64;

    public const int NeighboursPerNic = 8;

    /// <summary>Neighbours of one NIC that are counted beside those that are shown.</summary>
    public const int MoreNeighbours = 1000;

    public const int CapabilitiesPerNeighbour = 16;

    public const int AddressesPerNeighbour = 8;

    public const int VlansPerNeighbour = 64;

    public const int CountersPerPort = 256;

    /// <summary>Traffic types, pools, and the busiest ports.</summary>
    public const int IoClassesPerUplink = 352;

    public const int LearnedMacsPerPort = 256;

    public const int SnoopedVlansPerHost = 8192;

    public const int GroupMembershipsPerHost = 4096;

    public const int SourcesPerGroup = 32;

    public const int UplinksPerSwitch = 32;

    public const int RulesPerPort = 1024;

    /// <summary>Names of what a host holds back.</summary>
    public const int ObjectsHeldBack = 64;

    /// <summary>The end of the year 9998, in microseconds since the Unix epoch: a time that a host says is not believed to be later.</summary>
    public const long LatestTimeUs = 253_370_764_799_000_000;

    /// <summary>Characters kept of any text that a host sends.</summary>
    public const int TextLength = 256;

    /// <summary>Events of one host at once, and each second in the long run.</summary>
    public const int EventBurst = 100;

    public const int EventsPerSecond = 5;

    /// <summary>A new stream must say hello within this time.</summary>
    public static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(10);

    /// <summary>A host that takes no message for so long is cut off; it comes back to a full sync.</summary>
    public static readonly TimeSpan TakeWithin = TimeSpan.FromSeconds(30);

    public static string Text(string text) => text.Length <= TextLength ? text : text[..TextLength];
}

namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>A port that listens to a group.</summary>
internal struct GroupMember
{
    /// <summary>Plan index.</summary>
    public int Port;

    /// <summary>Where its sources start in the table.</summary>
    public int FirstSource;

    public ushort SourceCount;

    /// <summary>It hears every source but those; otherwise those only.</summary>
    public bool Excludes;
}

namespace Musubi.Switch.Forwarding.Learning;

/// <summary>One place of a <see cref="LearnedTable"/>.</summary>
internal struct LearnedEntry
{
    /// <summary>MAC and VLAN; 0 for a place never used. Once written it stays for as long as the table.</summary>
    public ulong Key;

    /// <summary>Null once the MAC was forgotten.</summary>
    public LearningPort? Port;

    /// <summary>When the port last sent with this MAC, or <see cref="LearnedTable.Gone"/>.</summary>
    public int Seen;

    /// <summary>Since when it has been this port's. Control thread only.</summary>
    public int Since;
}

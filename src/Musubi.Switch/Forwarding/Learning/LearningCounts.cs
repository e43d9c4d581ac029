namespace Musubi.Switch.Forwarding.Learning;

/// <summary>What became of learned MACs since the process started. Control thread only.</summary>
public sealed class LearningCounts
{
    public long Learned { get; internal set; }

    /// <summary>Taken from one port by another.</summary>
    public long Moved { get; internal set; }

    /// <summary>Not taken, because it had come to its port less than a second ago.</summary>
    public long HeldMoves { get; internal set; }

    /// <summary>Not learned, because the port had no room for more.</summary>
    public long Refused { get; internal set; }

    /// <summary>Forgotten after they had been silent, or had spoken from the wire.</summary>
    public long Aged { get; internal set; }

    /// <summary>Forgotten because the port left, learns no more or is in other VLANs, or because the MAC was given to a vNIC.</summary>
    public long Flushed { get; internal set; }

    /// <summary>Forgotten so that ports which began to learn have their share.</summary>
    public long Trimmed { get; internal set; }

    /// <summary>Tables made anew.</summary>
    public long Rebuilt { get; internal set; }
}

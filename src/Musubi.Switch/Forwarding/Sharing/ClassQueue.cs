namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>What one class holds.</summary>
internal struct ClassQueue
{
    /// <summary>Slots of its first and last frame; -1 for none. The last means nothing when there is no first.</summary>
    public int First;

    public int Last;

    public int Frames;

    /// <summary>Of the slots.</summary>
    public long Bytes;

    /// <summary>So many at most.</summary>
    public long MostBytes;

    public static ClassQueue Empty => new() { First = -1, Last = -1 };
}

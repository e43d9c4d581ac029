namespace Musubi.Io.Virtio;

/// <summary>A place in a packed ring: the index, and the wrap counter that flips each time round (virtio 1.2, 2.8.1).</summary>
internal struct PackedCursor(int size, int index, bool wrap)
{
    public int Index { get; private set; } = index;

    public bool Wrap { get; private set; } = wrap;

    /// <summary>Index and wrap counter as event suppression and GET_VRING_BASE hold them.</summary>
    public readonly ushort Value => (ushort)(Index | (Wrap ? 0x8000 : 0));

    /// <param name="count">0 to the ring's size.</param>
    public void Advance(int count)
    {
        Index += count;
        if (Index >= size)
        {
            Index -= size;
            Wrap = !Wrap;
        }
    }
}

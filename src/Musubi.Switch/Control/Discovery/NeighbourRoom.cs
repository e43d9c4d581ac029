namespace Musubi.Switch.Control.Discovery;

/// <summary>How many neighbours are known in full over all uplinks. Control thread only.</summary>
public sealed class NeighbourRoom
{
    public const int Capacity = 256;

    private int _taken;

    public bool TryTake()
    {
        bool isLeft = _taken < Capacity;
        _taken += isLeft ? 1 : 0;
        return isLeft;
    }

    public void Give(int count) => _taken -= count;
}

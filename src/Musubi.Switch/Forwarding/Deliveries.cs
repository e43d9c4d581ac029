namespace Musubi.Switch.Forwarding;

/// <summary>
/// Who gets which frames of one batch: for each destination the indexes of its frames, in order of arrival, and the list
/// of destinations touched. One worker's scratch; a frame is added to a destination at most once a batch.
/// </summary>
public sealed class Deliveries
{
    private readonly byte[] _frames;
    private readonly byte[] _counts;
    private readonly int[] _touched;

    /// <param name="ports">Ports of the largest plan.</param>
    public Deliveries(int ports)
    {
        _frames = new byte[ports * FrameBatch.Capacity];
        _counts = new byte[ports];
        _touched = new int[ports];
    }

    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, TouchedCount);

    public int TouchedCount { get; private set; }

    public void Add(int port, int frame)
    {
        int count = _counts[port];
        if (count == 0)
        {
            _touched[TouchedCount++] = port;
        }

        _frames[(port * FrameBatch.Capacity) + count] = (byte)frame;
        _counts[port] = (byte)(count + 1);
    }

    public ReadOnlySpan<byte> FramesFor(int port) => _frames.AsSpan(port * FrameBatch.Capacity, _counts[port]);

    /// <summary>Forgets everything, in time proportional to the destinations touched.</summary>
    public void Clear()
    {
        foreach (int port in Touched)
        {
            _counts[port] = 0;
        }

        TouchedCount = 0;
    }
}

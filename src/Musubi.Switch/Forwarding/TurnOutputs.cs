using Musubi.Io.Ports;

namespace Musubi.Switch.Forwarding;

/// <summary>The ports that one turn transmitted to, each once, so that each is flushed once. One worker's scratch.</summary>
internal sealed class TurnOutputs(int maxPorts)
{
    private readonly bool[] _marked = new bool[maxPorts];
    private readonly int[] _ports = new int[maxPorts];
    private int _count;

    public void Mark(ReadOnlySpan<int> ports)
    {
        foreach (int port in ports)
        {
            if (!_marked[port])
            {
                _marked[port] = true;
                _ports[_count++] = port;
            }
        }
    }

    /// <summary>Flushes them and forgets them.</summary>
    public void Flush(ReadOnlySpan<FramePort> ports)
    {
        foreach (int port in _ports.AsSpan(0, _count))
        {
            _marked[port] = false;
            ports[port].Flush();
        }

        _count = 0;
    }
}

using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Polling;

namespace Musubi.Io.Netlink;

/// <summary>
/// Tells what happens to the interfaces and addresses of one namespace. The first reading is everything as it is; when
/// changes came faster than they were read, everything is told again. So a reader never has to poll to be right. One thread.
/// </summary>
public sealed class RouteWatch : IDisposable
{
    /// <summary>Events of one reading; the rest come with the next.</summary>
    public const int MaxEvents = 1024;

    private const uint LinkGroup = 0x1;
    private const uint Ipv4AddressGroup = 0x10;
    private const uint Ipv6AddressGroup = 0x100;

    // Subscribed before anything is listed: what changes in between is told twice rather than never.
    private readonly NetlinkSocket _socket = new(LinkGroup | Ipv4AddressGroup | Ipv6AddressGroup);
    private readonly RouteClient _client = RouteClient.Open();
    private readonly byte[] _buffer = new byte[64 << 10];
    private bool _tellAll = true;
    private bool _lost;

    private RouteWatch()
    {
    }

    /// <summary>To wait on for events. Read once before the first wait.</summary>
    public int PollDescriptor => _socket.Descriptor;

    /// <summary>How often changes were lost and everything was told again.</summary>
    public long Losses { get; private set; }

    /// <summary>Watches the namespace of the calling thread.</summary>
    public static RouteWatch Open() => new();

    public static RouteWatch OpenIn(NetworkNamespace target) => target.Run(Open);

    /// <summary>What happened since the last reading, in order; empty when nothing did. Never waits for events.</summary>
    public IReadOnlyList<RouteEvent> Read()
    {
        List<RouteEvent> events = [];
        while (!_tellAll && events.Count < MaxEvents && ReadDatagram(events))
        {
        }

        if (_tellAll)
        {
            events.Clear();
            DiscardWaiting();
            events.Add(new RouteState(_client.Links.List(), _client.Addresses.List(), _lost));
            (_tellAll, _lost) = (false, false);
        }

        return events;
    }

    /// <summary>Waits for events and reads them; empty at the time limit or when cancelled.</summary>
    /// <param name="limit">Negative waits for ever.</param>
    public IReadOnlyList<RouteEvent> Wait(TimeSpan limit, EventFd? cancel = null) =>
        _tellAll || Readiness.WaitReadable(PollDescriptor, limit, cancel) ? Read() : [];

    public void Dispose()
    {
        _socket.Dispose();
        _client.Dispose();
    }

    /// <summary>False when none waits.</summary>
    private bool ReadDatagram(List<RouteEvent> events)
    {
        int read = _socket.TryReceive(_buffer);
        if (read < 0)
        {
            if (-read == Errno.NoBufferSpace)
            {
                Losses++;
                (_tellAll, _lost) = (true, true);
            }

            return -read == Errno.Interrupted;
        }

        ReadOnlySpan<byte> datagram = _buffer.AsSpan(0, read);
        while (NetlinkMessage.TryTake(ref datagram, out NetlinkMessage message))
        {
            if (Translate(message) is RouteEvent one)
            {
                events.Add(one);
            }
        }

        return true;
    }

    /// <summary>Drops what waits, because all of it is about to be told: bounded, for changes may come without end.</summary>
    private void DiscardWaiting()
    {
        for (int i = 0; i < MaxEvents; i++)
        {
            int read = _socket.TryReceive(_buffer);
            if (read < 0 && -read != Errno.NoBufferSpace)
            {
                return;
            }
        }
    }

    private static RouteEvent? Translate(in NetlinkMessage message) => message.Type switch
    {
        LinkMessages.New => LinkMessages.Read(message) is LinkInfo link ? new LinkChanged(link) : null,
        LinkMessages.Delete => LinkMessages.Read(message) is LinkInfo link ? new LinkRemoved(link.Index, link.Name) : null,
        AddressMessages.New => AddressMessages.Read(message) is AddressInfo address ? new AddressAdded(address) : null,
        AddressMessages.Delete => AddressMessages.Read(message) is AddressInfo address ? new AddressRemoved(address) : null,
        _ => null,
    };
}

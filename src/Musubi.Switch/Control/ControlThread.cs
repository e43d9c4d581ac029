using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Netlink;
using Musubi.Io.Polling;
using Musubi.Io.Sockets;
using LinkChanged = Musubi.Io.Netlink.LinkChanged;

namespace Musubi.Switch.Control;

/// <summary>
/// The edge of <see cref="SwitchControl"/>: waits for connections, messages, links, workers and time, and hands each over. All
/// of it on one thread. What waits unread waits in the kernel's bounded buffers; one turn takes a bounded part of it.
/// </summary>
public sealed class ControlThread : IDisposable
{
    private const ulong ListenerToken = 1;
    private const ulong WakeToken = 2;
    private const ulong LinksToken = 3;
    private const ulong VhostToken = 4;
    private const ulong FirstSessionToken = 16;

    /// <summary>Connections at one time: the agent, its successor, and some that have not said hello.</summary>
    private const int MaxSessions = 8;

    /// <summary>Messages of one session before others get their turn.</summary>
    private const int MessagesInTurn = 16;

    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LinksRetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly Epoll _epoll = new();
    private readonly UnixListener _listener;
    private readonly RouteWatch _links;
    private readonly EventFd _wake;
    private readonly SwitchControl _control;
    private readonly SwitchCounters _counts;
    private readonly Log _log;
    private readonly TimeProvider _clock;
    private readonly SortedDictionary<ulong, AgentSession> _sessions = [];
    private readonly ulong[] _tokens = new ulong[64];
    private readonly uint _ownUser = OwnUser();
    private readonly RateLimiter _linksRetry;
    private ulong _nextToken = FirstSessionToken;

    /// <param name="listener">Taken over.</param>
    /// <param name="links">Taken over; of the namespace where the uplinks are.</param>
    /// <param name="wake">Signalled by workers and outboxes.</param>
    /// <param name="vhost">Readable when front ends have sent something.</param>
    public ControlThread(UnixListener listener, RouteWatch links, EventFd wake, int vhost, SwitchControl control, SwitchCounters counts, Log log, TimeProvider clock)
    {
        (_listener, _links, _wake, _control, _counts, _log, _clock) = (listener, links, wake, control, counts, log, clock);
        _linksRetry = new RateLimiter(clock, LinksRetryInterval);
        _epoll.Add(listener.PollDescriptor, ListenerToken);
        _epoll.Add(wake.Descriptor, WakeToken);
        _epoll.Add(links.PollDescriptor, LinksToken);
        _epoll.Add(vhost, VhostToken);
        ReadLinks();
    }

    /// <summary>Runs for as long as the process.</summary>
    public void Run()
    {
        while (true)
        {
            int ready = _epoll.Wait(_tokens, Milliseconds(TimeToDue()));
            foreach (ulong token in _tokens.AsSpan(0, ready))
            {
                Dispatch(token);
            }

            if (_linksRetry.TryStart())
            {
                ReadLinks();
            }

            _control.OnTurn();
            EndSilent();
        }
    }

    public void Dispose()
    {
        foreach (AgentSession session in _sessions.Values)
        {
            session.Dispose();
        }

        _sessions.Clear();
        _listener.Dispose();
        _links.Dispose();
        _epoll.Dispose();
    }

    private void Dispatch(ulong token)
    {
        switch (token)
        {
            case WakeToken:
                _wake.Drain();
                break;
            case LinksToken:
                ReadLinks();
                break;
            case ListenerToken:
                Accept();
                break;
            case VhostToken:
                _control.OnFrontEnds();
                break;
            default:
                Read(token);
                break;
        }
    }

    private void ReadLinks()
    {
        foreach (RouteEvent told in TryReadLinks())
        {
            switch (told)
            {
                case RouteState state:
                    _counts.Add(state.AfterLoss ? "link-watch-losses" : "link-watch-starts");
                    _control.OnAllLinks(state.Links.Select(Describe));
                    break;
                case LinkChanged changed:
                    _control.OnLink(Describe(changed.Link));
                    break;
                case LinkRemoved removed:
                    _control.OnLinkRemoved(removed.Index);
                    break;
            }
        }
    }

    private static LinkState Describe(LinkInfo link) => new(link.Index, link.Carries, link.Mtu);

    private IReadOnlyList<RouteEvent> TryReadLinks()
    {
        try
        {
            _linksRetry.Done();
            return _links.Read();
        }
        catch (IOException e)
        {
            // The watch then tells everything with the next reading, which must come even if no link changes.
            _counts.Add("link-watch-failures");
            _log.Error("link-watch-failed", ("error", e.Message));
            _linksRetry.Demand();
            return [];
        }
    }

    private void Accept()
    {
        UnixConnection? connection = TryAccept();
        if (connection is null)
        {
            return;
        }

        uint user = connection.Peer.UserId;
        if (user != 0 && user != _ownUser)
        {
            Refuse(connection, "refused-users", $"user {user} is neither root nor the owner");
        }
        else if (_sessions.Count >= MaxSessions)
        {
            Refuse(connection, "refused-connections", $"{MaxSessions} connections are open already");
        }
        else
        {
            ulong token = _nextToken++;
            _sessions.Add(token, new AgentSession(connection, _wake, _clock.GetTimestamp()));
            _epoll.Add(connection.PollDescriptor, token);
        }
    }

    private UnixConnection? TryAccept()
    {
        try
        {
            return _listener.TryAccept();
        }
        catch (IOException e)
        {
            // Out of descriptors, say: the connection waits in the kernel's queue.
            _counts.Add("failed-accepts");
            _log.Error("accept-failed", ("error", e.Message));
            return null;
        }
    }

    private void Refuse(UnixConnection connection, string counter, string reason)
    {
        _counts.Add(counter);
        _log.Warn("connection-refused", ("reason", reason), ("process", connection.Peer.ProcessId));
        connection.Dispose();
    }

    private void Read(ulong token)
    {
        if (!_sessions.TryGetValue(token, out AgentSession? session))
        {
            return;
        }

        try
        {
            for (int i = 0; i < MessagesInTurn; i++)
            {
                switch (session.Connection.TryReceive(out UnixFrame? frame))
                {
                    case UnixReceiveStatus.Incomplete:
                        return;
                    case UnixReceiveStatus.Closed:
                        End(token, session, null);
                        return;
                }

                using UnixFrame whole = frame!;
                if (Handle(session, whole) is { } violation)
                {
                    End(token, session, violation);
                    return;
                }
            }
        }
        catch (IOException e)
        {
            End(token, session, e.Message);
        }
    }

    private string? Handle(AgentSession session, UnixFrame frame)
    {
        AgentMessage message;
        try
        {
            message = AgentMessage.Parser.ParseFrom(frame.Payload.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"not a message of an agent: {e.Message}";
        }

        AgentSession? before = _control.Agent;
        string? violation = _control.OnMessage(session, message, frame);
        if (before is not null && before != session && _control.Agent == session)
        {
            End(_sessions.First(pair => pair.Value == before).Key, before, "a newer agent has said hello");
        }

        return violation;
    }

    /// <param name="violation">Why we end it; null when the other side did.</param>
    private void End(ulong token, AgentSession session, string? violation)
    {
        if (violation is not null)
        {
            _counts.Add("ended-connections");
            _log.Error("connection-ended", ("reason", violation), ("process", session.Connection.Peer.ProcessId));
        }

        _epoll.Remove(session.Connection.PollDescriptor);
        _sessions.Remove(token);
        _control.OnSessionEnded(session);
        session.Dispose();
    }

    private void EndSilent()
    {
        foreach ((ulong token, AgentSession session) in _sessions.Where(pair => !pair.Value.SaidHello && _clock.GetElapsedTime(pair.Value.Since) >= HelloLimit).ToList())
        {
            End(token, session, $"no hello within {HelloLimit.TotalSeconds} s");
        }
    }

    private TimeSpan TimeToDue()
    {
        TimeSpan due = Sooner(_control.TimeToDue(), _linksRetry.TimeToDue());
        foreach (AgentSession session in _sessions.Values.Where(session => !session.SaidHello))
        {
            due = Sooner(due, HelloLimit - _clock.GetElapsedTime(session.Since));
        }

        return due;
    }

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) =>
        one == Timeout.InfiniteTimeSpan ? other : other == Timeout.InfiniteTimeSpan || one < other ? one : other;

    /// <summary>Asked of the kernel in the way in which it will name the peers.</summary>
    private static uint OwnUser()
    {
        (UnixConnection first, UnixConnection second) = UnixConnection.Pair();
        using (first)
        using (second)
        {
            return first.Peer.UserId;
        }
    }

    /// <summary>Rounded up, so that waking too early does not become a spin.</summary>
    private static int Milliseconds(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Ceiling(Math.Clamp(time.TotalMilliseconds, 0, 60_000));
}

using Musubi.Contracts.Fabric;
using Musubi.Controller.Counting;
using Musubi.Controller.Trust;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using HostShare = Musubi.Model.Share.HostShare;

namespace Musubi.Controller.Fabric;

/// <summary>
/// The controller's side of all host streams: messages in, effects out, messages to send on demand. It waits for nothing and knows no
/// sockets, so that a simulation can drive it. Not safe for several threads: the hub's lock guards it.
/// </summary>
/// <remarks>
/// Every revision is told to every host, so that acknowledgements advance: at once where it changed the host's share, else as an empty
/// delta at the next tick. A host whose share a revision did not change counts as running it once it has acknowledged its last change.
/// </remarks>
internal sealed class FabricMachine(TimeProvider time, ControllerCounters counters)
{
    /// <summary>The event by which a host tells that it undid a change.</summary>
    private const string RolledBack = "host.rolled-back";

    private readonly Dictionary<Guid, HostMachine> _hosts = [];
    private readonly Dictionary<long, HostStreamState> _streams = [];
    private long _lastStream;

    /// <summary>Hosts by id.</summary>
    public IReadOnlyDictionary<Guid, HostMachine> Hosts => _hosts;

    public InventorySnapshot Snapshot { get; private set; } = InventorySnapshot.Empty;

    public Guid FabricId { get; private set; }

    /// <summary>Takes up a snapshot with the shares that may differ from those before. Hosts that are gone are cut off.</summary>
    public IReadOnlyList<FabricEffect> Update(Guid fabricId, InventorySnapshot snapshot, IReadOnlyDictionary<Guid, HostShare> shares)
    {
        FabricId = fabricId;
        Snapshot = snapshot;
        List<FabricEffect> effects = [];
        foreach (Guid gone in _hosts.Keys.Where(id => !snapshot.Hosts.ContainsKey(id)).ToArray())
        {
            _hosts.Remove(gone, out HostMachine? machine);
            if (machine!.Stream is { } stream)
            {
                effects.AddRange(Drop(stream, StreamEnd.NotPermitted, "this host was removed from the fabric"));
            }
        }

        foreach (HostConfig config in snapshot.Hosts.Values)
        {
            Update(config, shares.GetValueOrDefault(config.Id), effects);
        }

        return effects;
    }

    /// <summary>A host's stream begins; its certificate has been verified. Zero and the reason in the effects when it is refused.</summary>
    public (long Stream, string Refusal) Open(HostIdentity identity, List<FabricEffect> effects)
    {
        if (!_hosts.TryGetValue(identity.HostId, out HostMachine? host))
        {
            counters.Add(ControllerCounter.StreamsRefused);
            return (0, $"host {identity.HostId} is not a member of this fabric; let it join with a new token");
        }

        if (host.Config.CertificateKey != identity.Key)
        {
            counters.Add(ControllerCounter.StreamsRefused);
            return (0, $"host id {identity.HostId} belongs to another key: the host joined again since, or its id was copied");
        }

        if (host.Stream is { } older)
        {
            effects.AddRange(Drop(older, StreamEnd.Replaced, "a newer connection of this host took over"));
        }

        HostStreamState stream = new(++_lastStream, identity.HostId, time.GetUtcNow());
        _streams[stream.Id] = stream;
        host.Stream = stream;
        counters.Add(ControllerCounter.StreamsOpened);
        return (stream.Id, "");
    }

    public IReadOnlyList<FabricEffect> Receive(long streamId, HostMessage message)
    {
        if (!_streams.TryGetValue(streamId, out HostStreamState? stream) || !_hosts.TryGetValue(stream.HostId, out HostMachine? host))
        {
            return [];
        }

        host.Reports.LastSeen = time.GetUtcNow();
        if (stream.Greeted)
        {
            return ReceiveGreeted(host, stream, message);
        }

        return message.BodyCase == HostMessage.BodyOneofCase.Hello
            ? Greet(host, stream, message.Hello)
            : Drop(stream, StreamEnd.BadMessage, "the first message of a stream must be a hello");
    }

    /// <summary>A stream has ended, for whatever reason.</summary>
    public IReadOnlyList<FabricEffect> Close(long streamId)
    {
        if (!_streams.Remove(streamId, out HostStreamState? stream)
            || !_hosts.TryGetValue(stream.HostId, out HostMachine? host) || host.Stream != stream)
        {
            return [];
        }

        host.Stream = null;
        return stream.Greeted ? Event(host, "host.disconnected", EventSeverity.Warning, "the connection to its agent ended") : [];
    }

    /// <summary>Tells a host to try what it undid once more; null when it will be told, else why not.</summary>
    public string? Retry(Guid hostId, List<FabricEffect> effects)
    {
        if (!_hosts.TryGetValue(hostId, out HostMachine? host))
        {
            return "no such host exists";
        }

        if (host is not { Connected: true, Stream: { } stream })
        {
            return "is not connected";
        }

        if (host.Reports.Rollback is null)
        {
            return "holds nothing back: no change is undone there";
        }

        stream.RetryWanted = true;
        effects.Add(new FabricEffect.Wake(stream.Id));
        counters.Add(ControllerCounter.RetriesAsked);
        return null;
    }

    /// <summary>The next message for a stream, or null when there is none now. Asking means that the former message was taken.</summary>
    public ControllerMessage? Next(long streamId) =>
        _streams.TryGetValue(streamId, out HostStreamState? stream) && _hosts.TryGetValue(stream.HostId, out HostMachine? host)
            ? stream.Next(host.Progress, Snapshot.Revision, FabricId, time.GetUtcNow())
            : null;

    /// <summary>To be called each second: wakes streams that are behind and cuts off those that are stuck.</summary>
    public IReadOnlyList<FabricEffect> Tick()
    {
        DateTimeOffset now = time.GetUtcNow();
        List<FabricEffect> effects = [];
        foreach (HostStreamState stream in _streams.Values.ToArray())
        {
            if (!stream.Greeted && now - stream.OpenedAt > FabricLimits.HelloWithin)
            {
                effects.AddRange(Drop(stream, StreamEnd.TooSlow, "no hello came in time"));
            }
            else if (stream.TakingSince is { } since && now - since > FabricLimits.TakeWithin)
            {
                effects.AddRange(Drop(stream, StreamEnd.TooSlow, "the host took no message for too long"));
            }
            else if (stream.SentRevision != Snapshot.Revision)
            {
                effects.Add(new FabricEffect.Wake(stream.Id));
            }
        }

        return effects;
    }

    private void Update(HostConfig config, HostShare? share, List<FabricEffect> effects)
    {
        if (!_hosts.TryGetValue(config.Id, out HostMachine? host))
        {
            _hosts[config.Id] = new HostMachine(config, share ?? HostShare.Empty, Snapshot.Revision, time);
            return;
        }

        host.Config = config;
        if (share is not null && host.Progress.Update(share, Snapshot.Revision))
        {
            host.Reports.Prune(share);
            if (host.Moving().Count > 0)
            {
                AddReport(effects, host);
            }

            if (host.Stream is { } stream)
            {
                effects.Add(new FabricEffect.Wake(stream.Id));
            }
        }
    }

    private IReadOnlyList<FabricEffect> Greet(HostMachine host, HostStreamState stream, HostHello hello)
    {
        if (!Guid.TryParse(hello.HostId, out Guid id) || id != host.Config.Id)
        {
            string claimed = FabricLimits.Text(hello.HostId);
            return Drop(stream, StreamEnd.NotPermitted, $"the hello names host '{claimed}', but the certificate is that of host {host.Config.Id}");
        }

        if (hello.ProtocolVersion == 0)
        {
            return Drop(stream, StreamEnd.BadMessage, "the hello names no protocol version; 1 or higher is needed");
        }

        if (hello.FabricId.Length > 0 && hello.FabricId != FabricId.ToString())
        {
            return Drop(stream, StreamEnd.NotPermitted, $"the host belongs to fabric {FabricLimits.Text(hello.FabricId)}, this is fabric {FabricId}");
        }

        stream.Greeted = true;
        host.Progress.Greeted((long)Math.Min(hello.Revision, long.MaxValue));
        host.Reports.Take(hello);
        List<FabricEffect> effects =
            [new FabricEffect.Wake(stream.Id), .. Event(host, "host.connected", EventSeverity.Normal, "its agent connected")];
        AddReport(effects, host);
        return effects;
    }

    private IReadOnlyList<FabricEffect> ReceiveGreeted(HostMachine host, HostStreamState stream, HostMessage message)
    {
        List<FabricEffect> effects = [];
        switch (message.BodyCase)
        {
            case HostMessage.BodyOneofCase.Acknowledgement when message.Acknowledgement.Revision > (ulong)stream.SentRevision:
                // What it has on its disk, perhaps; it says nothing about what this stream brings.
                counters.Add(ControllerCounter.AcknowledgementsIgnored);
                break;
            case HostMessage.BodyOneofCase.Acknowledgement:
                host.Progress.Acknowledge((long)message.Acknowledgement.Revision, message.Acknowledgement.Objects);
                break;
            case HostMessage.BodyOneofCase.Status:
                host.Reports.Take(message.Status, host.Progress.Share, host.Config.Id);
                AddReport(effects, host);
                break;
            case HostMessage.BodyOneofCase.Statistics:
                host.Reports.Take(message.Statistics, host.Progress.Share, time.GetUtcNow());
                break;
            case HostMessage.BodyOneofCase.Event:
                AddEvent(effects, host, message.Event);
                break;
            case HostMessage.BodyOneofCase.Probe:
                stream.Probed = message.Probe.Number;
                effects.Add(new FabricEffect.Wake(stream.Id));
                break;
            case HostMessage.BodyOneofCase.Hello:
                return Drop(stream, StreamEnd.BadMessage, "a stream has one hello, at its beginning");
            default:
                // A newer host may say what this version does not know; it is none the worse for it.
                break;
        }

        return effects;
    }

    private void AddEvent(List<FabricEffect> effects, HostMachine host, HostEvent message)
    {
        if (message.Reason == RolledBack)
        {
            counters.Add(ControllerCounter.HostRollbacks);
        }

        if (host.EventOf(message, time.GetUtcNow()) is { } record)
        {
            effects.Add(new FabricEffect.Record(record));
        }
        else
        {
            counters.Add(ControllerCounter.HostEventsDropped);
        }
    }

    private static void AddReport(List<FabricEffect> effects, HostMachine host)
    {
        if (host.Report() is { } report)
        {
            effects.Add(report);
        }
    }

    private FabricEffect[] Drop(HostStreamState stream, StreamEnd why, string reason)
    {
        _streams.Remove(stream.Id);
        counters.Add(ControllerCounter.StreamsCut);
        FabricEffect.End end = new(stream.Id, why, reason);
        if (!_hosts.TryGetValue(stream.HostId, out HostMachine? host) || host.Stream != stream)
        {
            return [end];
        }

        host.Stream = null;
        return why == StreamEnd.Replaced ? [end] : [end, .. Event(host, "host.refused", EventSeverity.Warning, reason)];
    }

    /// <summary>Within the host's share of the log, so that one that keeps coming and going cannot fill it.</summary>
    private FabricEffect[] Event(HostMachine host, string reason, EventSeverity severity, string message) =>
        !host.MayLog() ? [] : [new FabricEffect.Record(new EventRecord
        {
            Time = time.GetUtcNow(),
            Severity = severity,
            Reason = reason,
            Object = $"host {host.Config.Name}",
            Host = host.Config.Name,
            Caller = Caller.System.Name,
            Message = $"host {host.Config.Name}: {message}",
        })];
}

using Musubi.Contracts.Fabric;
using Musubi.Controller.Trust;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Services;
using Musubi.Model.Share;
using HostShare = Musubi.Model.Share.HostShare;

namespace Musubi.Controller.Fabric;

/// <summary>All that the controller knows of one host while it runs. Not safe for several threads: the hub's lock guards it.</summary>
internal sealed class HostMachine
{
    private readonly TokenBucket _eventBudget;
    private long _eventsDropped;

    public HostMachine(HostConfig config, HostShare share, long revision, TimeProvider time)
    {
        Config = config;
        Progress = new HostProgress(share, revision);
        _eventBudget = new TokenBucket(time, FabricLimits.EventBurst, FabricLimits.EventsPerSecond);
    }

    public HostConfig Config { get; set; }

    public HostProgress Progress { get; }

    public HostReports Reports { get; } = new();

    /// <summary>The one stream that counts; null while the host is not connected.</summary>
    public HostStreamState? Stream { get; set; }

    /// <summary>It is connected and has said who it is.</summary>
    public bool Connected => Stream is { Greeted: true };

    /// <summary>Takes one from the host's share of the event log; what is beyond it is counted, and told with the next event.</summary>
    public bool MayLog()
    {
        bool within = _eventBudget.TryTake();
        _eventsDropped += within ? 0 : 1;
        return within;
    }

    /// <summary>For the event log; null when the host has used up its share of the log.</summary>
    public EventRecord? EventOf(HostEvent message, DateTimeOffset now)
    {
        if (!MayLog())
        {
            return null;
        }

        // The host's clock is believed about the past only: a buffered event is older than its arrival, never younger.
        DateTimeOffset claimed = DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(message.TimeUs, 0, now.ToUnixTimeMilliseconds() * 1000) * 10);
        string dropped = _eventsDropped == 0 ? "" : $" ({_eventsDropped} events of this host before it were dropped)";
        _eventsDropped = 0;
        return new EventRecord
        {
            Time = message.TimeUs <= 0 || claimed > now ? now : claimed,
            Severity = message.Severity == "warning" ? EventSeverity.Warning : EventSeverity.Normal,
            Reason = FabricLimits.Text(message.Reason),
            Object = message.Object.Length == 0 ? $"host {Config.Name}" : FabricLimits.Text(message.Object),
            Host = Config.Name,
            Caller = $"host {Config.Name}",
            Message = FabricLimits.Text(message.Message) + dropped,
        };
    }

    /// <summary>What to report to the inventory, or null when it has it already.</summary>
    public FabricEffect.Report? Report()
    {
        ValueList<Guid> arrived = Arrived();
        ValueList<LeavingGuest> moving = Moving();
        return Reports.Capabilities == Config.Capabilities && HostNic.Latest(Reports.NicsToKeep, Config.Nics) == Config.Nics && arrived.Count + moving.Count == 0
            ? null
            : new FabricEffect.Report(Config.Id, Config.Name, Reports.Capabilities, Reports.NicsToKeep, arrived, moving);
    }

    /// <summary>What guests that are to leave this host have here: the host that awaits them must know it before they run there.</summary>
    public ValueList<LeavingGuest> Moving() => [.. Progress.Share.Ports.Values
        .Where(port => port.Migration == MigrationRole.Source)
        .Select(port => Reports.FindPort(port.Id) is { } told ? new LeavingGuest(port.Id, told.SeenAddresses, told.ShaperCredit) : new LeavingGuest(port.Id, []))
        .Where(port => port.Addresses.Count > 0 || port.Credit is not null)
        .OrderBy(port => port.PortId)];

    /// <summary>
    /// Ports that were readied here for guests that migrate, and whose guests run now. Only a guest whose queues the data plane
    /// serves shows that by itself; of others somebody must say it.
    /// </summary>
    private ValueList<Guid> Arrived() => [.. Progress.Share.Ports.Values
        .Where(port => port is { Migration: MigrationRole.Destination, Connection.Attachment: Musubi.Model.Config.VhostUserAttachment } && Reports.FindPort(port.Id) is { State: Musubi.Model.Services.ObjectState.Done, LinkUp: true })
        .Select(port => port.Id)
        .Order()];
}

using Musubi.Contracts.Fabric;
using HostShare = Musubi.Model.Share.HostShare;
using ShareDiff = Musubi.Model.Share.ShareDiff;

namespace Musubi.Controller.Fabric;

/// <summary>
/// What has been sent on one stream, and what comes next: a welcome, the whole share, then what changed. There is no queue: the next message
/// is made from the newest share when the host has taken the former one, so a slow host gets several changes in one delta, and after more than
/// <see cref="FabricLimits.MergedChanges"/> a fresh full sync. Not safe for several threads: the hub's lock guards it.
/// </summary>
internal sealed class HostStreamState(long id, Guid hostId, DateTimeOffset now)
{
    private bool _welcomed;
    private HostShare? _sent;
    private long _sentChanges;

    public long Id { get; } = id;

    public Guid HostId { get; } = hostId;

    /// <summary>The host has said hello.</summary>
    public bool Greeted { get; set; }

    /// <summary>The newest probe of the host that is to be answered; null when all are. An earlier one needs no answer then.</summary>
    public ulong? Probed { get; set; }

    /// <summary>The host is to be told to try again what it undid.</summary>
    public bool RetryWanted { get; set; }

    public DateTimeOffset OpenedAt { get; } = now;

    /// <summary>Since when the host is taking a message; null when it has taken all.</summary>
    public DateTimeOffset? TakingSince { get; private set; }

    /// <summary>The newest revision sent on this stream; 0 before the full sync.</summary>
    public long SentRevision { get; private set; }

    /// <summary>The next message, or null when the host has been sent all there is. Asking means that the former message was taken.</summary>
    public ControllerMessage? Next(HostProgress progress, long revision, Guid fabricId, DateTimeOffset now)
    {
        ControllerMessage? message = Greeted ? Make(progress, revision, fabricId) : null;
        TakingSince = message is null ? null : now;
        return message;
    }

    private ControllerMessage? Make(HostProgress progress, long revision, Guid fabricId)
    {
        if (!_welcomed)
        {
            _welcomed = true;
            return new ControllerMessage { Welcome = Welcome(fabricId) };
        }

        if (Probed is { } number)
        {
            Probed = null;
            return new ControllerMessage { Probe = new ReachProbe { Number = number } };
        }

        if (RetryWanted && _sent is not null)
        {
            RetryWanted = false;
            return new ControllerMessage { Retry = new RetryChange() };
        }

        if (_sent is not null && SentRevision == revision)
        {
            return null;
        }

        ControllerMessage message = _sent is null || progress.Changes - _sentChanges > FabricLimits.MergedChanges
            ? new ControllerMessage { FullSync = new FullSync { Revision = (ulong)revision, Share = ShareMessages.From(progress.Share) } }
            : new ControllerMessage { Delta = DeltaTo(progress.Share, revision) };
        _sent = progress.Share;
        _sentChanges = progress.Changes;
        SentRevision = revision;
        return message;
    }

    private static ControllerWelcome Welcome(Guid fabricId) => new()
    {
        ProtocolVersion = FabricLimits.ProtocolVersion,
        ControllerVersion = typeof(HostStreamState).Assembly.GetName().Version?.ToString(3) ?? "",
        FabricId = fabricId.ToString(),
        StatisticsIntervalSeconds = FabricLimits.StatisticsSeconds,
        AnswersProbes = true,
    };

    private Delta DeltaTo(HostShare share, long revision)
    {
        ShareDiff diff = ShareDiff.Between(_sent!, share);
        Delta delta = new() { FromRevision = (ulong)SentRevision, ToRevision = (ulong)revision };
        delta.Switches.AddRange(diff.Switches.Select(ShareMessages.From));
        delta.Ports.AddRange(diff.Ports.Select(ShareMessages.From));
        delta.RemovedSwitches.AddRange(diff.RemovedSwitches.Select(id => id.ToString()));
        delta.RemovedPorts.AddRange(diff.RemovedPorts.Select(id => id.ToString()));
        delta.RuleSets.AddRange(diff.RuleSets.Select(RuleMessages.From));
        delta.RemovedRuleSets.AddRange(diff.RemovedRuleSets.Select(id => id.ToString()));
        return delta;
    }
}

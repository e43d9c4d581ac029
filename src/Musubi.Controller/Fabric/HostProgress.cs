using Musubi.Contracts.Fabric;
using HostShare = Musubi.Model.Share.HostShare;
using ShareDiff = Musubi.Model.Share.ShareDiff;

namespace Musubi.Controller.Fabric;

/// <summary>
/// How far one host is: its share as it should be, when each part of it last changed, and what the host acknowledged. It outlives the
/// host's streams. Not safe for several threads: the hub's lock guards it.
/// </summary>
internal sealed class HostProgress(HostShare share, long revision)
{
    private readonly Dictionary<Guid, long> _changedAt = [];
    private Dictionary<Guid, ObjectReport> _reports = [];

    // Nothing is known of changes up to here: they were made before this controller started.
    private readonly long _base = revision;

    /// <summary>The share at the newest revision.</summary>
    public HostShare Share { get; private set; } = share;

    /// <summary>The newest revision that changed the share; 0 when the host never had any.</summary>
    public long ShareRevision { get; private set; } = share.Switches.Count + share.Ports.Count == 0 ? 0 : revision;

    /// <summary>How many revisions changed the share, as far as this controller has seen.</summary>
    public long Changes { get; private set; }

    /// <summary>The last revision that the host said is live on every worker.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Objects that were not done at the last acknowledgement.</summary>
    public IReadOnlyCollection<ObjectReport> Reports => _reports.Values;

    /// <summary>Takes up a newly compiled share. True when it differs.</summary>
    public bool Update(HostShare share, long revision)
    {
        ShareDiff diff = ShareDiff.Between(Share, share);
        if (diff.IsEmpty)
        {
            return false;
        }

        foreach (Guid id in diff.Switches.Select(item => item.Id).Concat(diff.Ports.Select(item => item.Id)))
        {
            _changedAt[id] = revision;
        }

        foreach (Guid id in diff.RemovedSwitches.Concat(diff.RemovedPorts))
        {
            _changedAt.Remove(id);
            _reports.Remove(id);
        }

        Share = share;
        ShareRevision = revision;
        Changes++;
        return true;
    }

    /// <summary>The host says which revision it has; it cannot run a newer one.</summary>
    public void Greeted(long onDisk) => Acknowledged = Math.Min(Acknowledged, onDisk);

    public void Acknowledge(long revision, IEnumerable<ObjectReport> reports)
    {
        Acknowledged = revision;
        _reports = [];
        foreach (ObjectReport report in reports)
        {
            // Only what is in the share: so the host cannot make this grow.
            if (Guid.TryParse(report.Id, out Guid id) && (Share.Ports.ContainsKey(id) || Share.Switches.ContainsKey(id)))
            {
                report.Reason = FabricLimits.Text(report.Reason);
                _reports[id] = report;
            }
        }
    }

    /// <summary>The revision that the host must have acknowledged before the given one counts as running on it.</summary>
    public long Required(long revision) => Math.Min(revision, ShareRevision);

    /// <summary>Whether an object was changed by the given revision or a later one: only then its state says something about that revision.</summary>
    public bool ChangedSince(Guid id, long revision) => _changedAt.GetValueOrDefault(id, _base) >= revision;
}

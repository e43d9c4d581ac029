using Musubi.Contracts.Fabric;
using Musubi.Controller.Inventory;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using ObjectState = Musubi.Model.Services.ObjectState;

namespace Musubi.Controller.Fabric;

/// <summary>Says how far one host is with one revision. Pure, over the host's state at the moment.</summary>
internal static class RevisionReport
{
    public static HostRevisionStatus For(HostMachine host, long revision, InventorySnapshot snapshot)
    {
        (ObjectState state, string reason, ValueList<ObjectStatus> objects) = Judge(host, revision, snapshot);
        return new HostRevisionStatus
        {
            HostId = host.Config.Id,
            Host = host.Config.Name,
            State = state,
            Acknowledged = host.Progress.Acknowledged,
            Reason = reason,
            Objects = objects,
            Rollback = host.Reports.Rollback,
        };
    }

    private static (ObjectState State, string Reason, ValueList<ObjectStatus> Objects) Judge(
        HostMachine host, long revision, InventorySnapshot snapshot)
    {
        if (revision > snapshot.Revision)
        {
            return (ObjectState.Pending, $"revision {revision} does not exist yet; the newest is {snapshot.Revision}", []);
        }

        if (host is { Connected: true, Reports.Rollback: { } rollback } && revision > rollback.ToRevision && revision <= rollback.FromRevision)
        {
            return (ObjectState.Error, rollback.Reason, [.. host.Progress.Reports.Select(report => StatusOf(report, snapshot)).Where(status => status.State != ObjectState.Done)]);
        }

        long required = host.Progress.Required(revision);
        if (host.Progress.Acknowledged < required)
        {
            return (ObjectState.Pending, WhyNotAcknowledged(host, required), []);
        }

        ValueList<ObjectStatus> objects = [.. host.Progress.Reports
            .Select(report => StatusOf(report, snapshot))
            .Where(status => status.State != ObjectState.Done && host.Progress.ChangedSince(status.Id, revision))
            .OrderBy(status => status.Object, StringComparer.Ordinal)];
        if (objects.Count == 0)
        {
            return (ObjectState.Done, "", objects);
        }

        ObjectState worst = objects.Any(status => status.State == ObjectState.Error) ? ObjectState.Error : ObjectState.Pending;
        return (worst, string.Join("; ", objects.Select(status => $"{status.Object}: {status.Reason}")), objects);
    }

    private static string WhyNotAcknowledged(HostMachine host, long required) => host switch
    {
        { Connected: false } => "not connected",
        { Reports.SwitchRunning: false } => $"has not acknowledged revision {required}: its data plane does not run",
        _ => $"has not acknowledged revision {required}",
    };

    private static ObjectStatus StatusOf(ObjectReport report, InventorySnapshot snapshot)
    {
        Guid id = Guid.Parse(report.Id);
        return new ObjectStatus(id, ObjectNames.Of(id, snapshot), HostReports.StateOf(report.State), report.Reason);
    }
}

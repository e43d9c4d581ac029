using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Inventory;

/// <summary>Puts the changes of one commit into words for the event log. Pure.</summary>
internal static class ChangeEvents
{
    /// <summary>Events of one commit; what is more is summed up in the last.</summary>
    public const int PerCommit = 200;

    public static IReadOnlyList<EventRecord> From(
        InventorySnapshot before, EditResult result, Caller caller, DateTimeOffset now)
    {
        List<EventRecord> events = [];
        int left = 0;
        foreach (ObjectChange change in result.Changes)
        {
            InventorySnapshot names = change.After is null ? before : result.Snapshot;
            if (Describe(change, names) is not { } record)
            {
                continue;
            }

            if (events.Count == PerCommit)
            {
                left++;
                continue;
            }

            events.Add(record with { Time = now, Revision = result.Snapshot.Revision, Caller = caller.Name });
        }

        if (left > 0)
        {
            EventRecord more = new()
            {
                Time = now,
                Revision = result.Snapshot.Revision,
                Caller = caller.Name,
                Reason = "inventory.changed",
                Object = "inventory",
                Message = $"and {left} more objects changed",
            };
            events.Add(more);
        }

        return events;
    }

    private static EventRecord? Describe(ObjectChange change, InventorySnapshot names) => (change.After ?? change.Before) switch
    {
        HostConfig host => Record("host", $"host {host.Name}", change, host.Name),
        SwitchConfig owner => Record("switch", $"switch {owner.Name}", change, ""),
        PortGroupConfig portGroup => Record("portGroup", $"portGroup {portGroup.Name}", change, ""),
        PortConfig port => DescribePort(port, change, names),
        _ => null,
    };

    /// <summary>Ports that come and go free of connections say nothing: their port group's event does.</summary>
    private static EventRecord? DescribePort(PortConfig port, ObjectChange change, InventorySnapshot names)
    {
        PortConfig? before = change.Before as PortConfig;
        PortConfig? after = change.After as PortConfig;
        if (before?.Connection != after?.Connection)
        {
            return DescribeConnection(before?.Connection, after?.Connection, PortName(port, names), names);
        }

        return before is not null && after is not null && before.Policy != after.Policy
            ? Record("port", PortName(port, names), change, "")
            : null;
    }

    private static EventRecord DescribeConnection(
        ConnectionConfig? before, ConnectionConfig? after, string port, InventorySnapshot names)
    {
        ConnectionConfig shown = after ?? before!;
        string kind = shown.Vm.Length == 0 ? "adapter" : "vnic";
        string subject = shown.Vm.Length == 0 ? $"adapter {shown.Vnic}" : $"vm {shown.Vm} vnic {shown.Vnic}";
        string host = names.Hosts.GetValueOrDefault(shown.HostId)?.Name ?? shown.HostId.ToString();
        (string what, string message) = (before, after) switch
        {
            (null, _) => ("connected", $"connected to {port} on host {host} with MAC {shown.Mac}"),
            (_, null) => ("disconnected", $"disconnected from {port} on host {host}"),
            _ => ("changed", $"changed on {port}, on host {host} with MAC {shown.Mac}"),
        };
        return new EventRecord { Time = default, Caller = "", Reason = $"{kind}.{what}", Object = subject, Host = host, Message = $"{subject} {message}" };
    }

    private static EventRecord Record(string kind, string subject, ObjectChange change, string host)
    {
        string what = change.Before is null ? "created" : change.After is null ? "deleted" : "changed";
        return new EventRecord
        {
            Time = default,
            Caller = "",
            Reason = $"{kind}.{what}",
            Object = subject,
            Host = host,
            Message = $"{subject} was {what}",
        };
    }

    private static string PortName(PortConfig port, InventorySnapshot names) =>
        $"port {port.Number} of {ObjectNames.SwitchOf(port, names)}";
}

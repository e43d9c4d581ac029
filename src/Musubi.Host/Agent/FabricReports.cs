using Musubi.Contracts.Fabric;
using Musubi.Host.Fabric;
using Musubi.Host.State;
using Musubi.Model.Services;
using ObjectState = Musubi.Contracts.Fabric.ObjectState;

namespace Musubi.Host.Agent;

/// <summary>
/// Tells the controller what changed since the last report: acknowledgements once a revision is live on every worker, status,
/// events. A new stream is told everything. The agent's thread only.
/// </summary>
internal sealed class FabricReports(IFabricReporter reporter)
{
    private Acknowledgement? _acknowledged;
    private HostStatus? _status;
    private long _eventsSent;

    /// <summary>The next stream knows nothing yet.</summary>
    public void Forget()
    {
        _acknowledged = null;
        _status = null;
    }

    public void Send(AgentView view, EventLog events, bool inSync)
    {
        if (!view.FabricConnected)
        {
            return;
        }

        HostStatus status = Describe(view);
        if (!status.Equals(_status))
        {
            reporter.Report(new HostMessage { Status = status });
            _status = status;
        }

        Acknowledgement acknowledgement = new() { Revision = (ulong)view.AppliedFabric };
        acknowledgement.Objects.AddRange(view.Unfinished.GroupBy(problem => problem.Id).Select(Describe));
        if (inSync && view.AppliedFabric > 0 && !acknowledgement.Equals(_acknowledged))
        {
            reporter.Report(new HostMessage { Acknowledgement = acknowledgement });
            _acknowledged = acknowledgement;
        }

        SendEvents(events);
    }

    private void SendEvents(EventLog events)
    {
        foreach (EventRecord record in events.Query(new EventQuery { After = _eventsSent, Limit = 100 }))
        {
            _eventsSent = record.Sequence;
            reporter.Report(new HostMessage
            {
                Event = new HostEvent
                {
                    TimeUs = record.Time.ToUnixTimeMilliseconds() * 1000,
                    Reason = record.Reason,
                    Object = record.Object,
                    Message = record.Message,
                    Severity = record.Severity == EventSeverity.Warning ? "warning" : "normal",
                },
            });
        }
    }

    /// <summary>All that is wrong with one object, such as several uplinks of a switch.</summary>
    private static ObjectReport Describe(IGrouping<Guid, ObjectStatus> problems) => new()
    {
        Id = problems.Key.ToString(),
        State = problems.Any(problem => problem.State == Model.Services.ObjectState.Error) ? ObjectState.Error : ObjectState.Pending,
        Reason = string.Join("; ", problems.Select(problem => problem.Reason)),
    };

    private static HostStatus Describe(AgentView view)
    {
        HostStatus status = new() { SwitchRunning = view.SwitchRunning, SwitchVersion = view.SwitchVersion, SwitchBootId = view.SwitchBootId };
        status.Capabilities.AddRange(view.Capabilities);
        status.Nics.AddRange(view.Nics.Select(NicReports.From));
        status.SnoopedVlans.AddRange(view.SnoopedVlans.Where(vlan => view.State.FabricShare.Switches.ContainsKey(vlan.SwitchId)).Select(SnoopedVlans.Report));
        status.StandardSwitches.AddRange(view.StandardSwitches.Select(StandardSwitches.Report));
        status.Lags.AddRange(view.Lags.Select(LagReports.Report));
        status.Ports.AddRange(view.Ports.OrderBy(port => port.Key).Select(port => Describe(port.Key, port.Value)));
        status.Rollback = Describe(view.State.Undone);
        status.Rollbacks = (ulong)view.State.Rollbacks;
        status.ControllerPath = Describe(view.ControllerPath);
        return status;
    }

    private static RollbackReport? Describe(UndoneChange? undone)
    {
        if (undone is null)
        {
            return null;
        }

        RollbackReport report = new() { FromRevision = (ulong)undone.FromRevision, ToRevision = (ulong)undone.ToRevision, Reason = undone.Reason, TimeUs = undone.At.ToUnixTimeMilliseconds() * 1000 };
        report.Objects.AddRange(undone.Held.Select(held => held.Name));
        return report;
    }

    private static ControllerPathReport? Describe(ControllerPath? path)
    {
        if (path is null)
        {
            return null;
        }

        ControllerPathReport report = new() { Interface = path.Interface, Address = path.Address, Adapter = path.Adapter };
        report.Nics.AddRange(path.Nics);
        return report;
    }

    private static PortReport Describe(Guid id, PortRuntime port)
    {
        PortReport report = new()
        {
            Id = id.ToString(),
            State = ToState(port.State),
            Reason = port.Reason,
            LinkUp = port.LinkUp,
            PinnedUplink = port.PinnedUplink,
            EffectiveMac = port.EffectiveMac?.ToString() ?? "",
            LearnedMacCount = (uint)port.LearnedMacCount,
            ShaperCredit = port.ShaperCredit is { } credit ? new ShareShaperCredit { IngressBytes = (ulong)credit.IngressBytes, EgressBytes = (ulong)credit.EgressBytes } : null,
        };
        report.LearnedMacs.AddRange(port.LearnedMacs.Select(learned => new LearnedMacReport { Mac = learned.Mac.ToString(), Vlan = (uint)learned.Vlan }));
        report.SeenAddresses.AddRange(port.SeenAddresses.Select(SeenAddressMessages.From));
        return report;
    }

    internal static ObjectState ToState(Model.Services.ObjectState state) => state switch
    {
        Model.Services.ObjectState.Done => ObjectState.Done,
        Model.Services.ObjectState.Error => ObjectState.Error,
        _ => ObjectState.Pending,
    };
}

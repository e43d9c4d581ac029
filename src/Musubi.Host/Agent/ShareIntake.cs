using Musubi.Host.Agent.Messages;
using Musubi.Host.Agent.Way;
using Musubi.Host.State;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>Takes up what the controller wants of this host, onto the disk, before anything is made of it. The agent's thread only.</summary>
internal sealed class ShareIntake(StateHolder state, ReachKeeper reach, EventLog events)
{
    public void Take(ShareArrived share)
    {
        HostState before = state.Current;
        if (share.FromRevision is { } from && from != before.FabricRevision)
        {
            share.Refused.TrySetResult($"a change of revision {from} came, and this host has revision {before.FabricRevision}");
            return;
        }

        HostShare next = share.Full ?? share.Changes!.ApplyTo(before.Undone?.Wanted ?? before.FabricShare);
        if (!next.HasItsRuleSets)
        {
            share.Refused.TrySetResult($"revision {share.Revision} refers to filtering rules that did not come");
            return;
        }

        try
        {
            state.Update(current => reach.Receive(current with { DetachedPorts = [.. current.DetachedPorts.Where(next.Ports.ContainsKey)] }, next, share.Revision));
            NoteTaken(before);
            share.Refused.TrySetResult(null);
        }
        catch (IOException failure)
        {
            events.Add("state.full", "disk", $"revision {share.Revision} could not be stored: {failure.Message}", EventSeverity.Warning, host: before.HostName);
            share.Refused.TrySetResult($"revision {share.Revision} could not be stored: {failure.Message}");
        }
    }

    /// <summary>Tries once more what was undone.</summary>
    public void Retry(RetryAsked retry)
    {
        try
        {
            HostState? next = reach.Retry(state.Current);
            if (next is not null)
            {
                HostState before = state.Current;
                state.Update(_ => next);
                NoteTaken(before);
                events.Add("host.retry", $"host {next.HostName}", "what was undone is tried once more", caller: retry.Caller, host: next.HostName);
            }

            retry.Refused.TrySetResult(next is not null ? null : state.Current.Undone is null ? "holds nothing back: no change is undone here" : "is not connected to its controller: whether it works could not be told");
        }
        catch (IOException failure)
        {
            retry.Refused.TrySetResult($"the change could not be stored: {failure.Message}");
        }
    }

    private void NoteTaken(HostState before)
    {
        foreach ((string name, _) in StandardTakeover.Find(before.Local, state.Current.FabricShare, before.HostId))
        {
            events.Add("standard.given-up", name, "moved from its standard switch to a distributed one", host: before.HostName, revision: state.Current.FabricRevision);
        }
    }
}

using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>Gives slots the rules of their ports, and takes counts back that no worker adds to any more. Control thread only.</summary>
public sealed class RuleBook
{
    private readonly WorkerPool _pool;
    private readonly RuleDesk _desk;
    private readonly List<Action> _unused = [];

    public RuleBook(WorkerPool pool)
    {
        _pool = pool;
        _desk = new RuleDesk([.. pool.Workers.Select(worker => worker.RuleHits)], _unused.Add);
    }

    /// <summary>Before slots are given the rules of a plan.</summary>
    public void Follow(SwitchPlan plan) => _desk.Follow(plan);

    public void Give(PortSlot slot) => slot.Rules = _desk.RulesOf(slot.Planned, slot.Rules);

    public void Forget(PortSlot slot)
    {
        _desk.Forget(slot.Rules);
        slot.Rules = null;
    }

    /// <summary>To be called once the plan is in force.</summary>
    public void ReleaseLater()
    {
        _desk.Settle();
        Action[] unused = [.. _unused];
        _unused.Clear();
        if (unused.Length > 0)
        {
            _pool.Retire(new Releasing(unused));
        }
    }

    public IEnumerable<long> HitsOf(PortSlot slot) => slot.Rules is { } rules ? _desk.HitsOf(rules) : [];

    private sealed class Releasing(Action[] actions) : IDisposable
    {
        public void Dispose() => Array.ForEach(actions, action => action());
    }
}

using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Share;

namespace Musubi.Host.Agent.Way;

/// <summary>Puts what works in the place of what had cut this host off. Pure.</summary>
internal static class HeldBack
{
    /// <summary>What is done: as wanted, with what is held back as it was before. A port whose switch is held back as a whole waits with it.</summary>
    public static HostShare Apply(HostShare wanted, ValueList<HeldObject> held)
    {
        HostShare done = held.Aggregate(wanted, static (share, one) => share with
        {
            Switches = one.GoodSwitch is null ? share.Switches.Remove(one.Id) : share.Switches.SetItem(one.Id, one.GoodSwitch),
            RuleSets = one.GoodRules is null ? share.RuleSets : share.RuleSets.SetItem(one.GoodRules.Id, one.GoodRules),
            Ports = one.GoodPort is null ? share.Ports.Remove(one.Id) : share.Ports.SetItem(one.Id, one.GoodPort),
        });
        return done with { Ports = done.Ports.RemoveRange(done.Ports.Values.Where(port => !done.Switches.ContainsKey(port.SwitchId)).Select(port => port.Id)) };
    }

    /// <summary>All that is held back is still wanted just as it was when it cut this host off.</summary>
    public static bool Holds(HostShare wanted, ValueList<HeldObject> held) => held.All(one => one.IsBadIn(wanted));

    /// <summary>What is to be held back of a change that is undone.</summary>
    /// <param name="ids">What of it touched the way.</param>
    /// <param name="earlier">What is held back already, and stays so.</param>
    public static ValueList<HeldObject> Of(ValueList<Guid> ids, HostConfiguration good, HostConfiguration bad, ValueList<HeldObject> earlier) =>
    [
        .. earlier,
        .. ids.Where(id => (Concerns(good.Fabric, id) || Concerns(bad.Fabric, id)) && !earlier.Any(held => held.Id == id)).Select(id => new HeldObject
        {
            Id = id,
            Name = bad.NameOf(id) ?? good.NameOf(id) ?? "",
            BadSwitch = bad.Fabric.Switches.GetValueOrDefault(id),
            BadPort = bad.Fabric.Ports.GetValueOrDefault(id),
            GoodSwitch = good.Fabric.Switches.GetValueOrDefault(id),
            GoodPort = good.Fabric.Ports.GetValueOrDefault(id),
            GoodRules = (good.Fabric.Ports.GetValueOrDefault(id)?.RuleSet ?? good.Fabric.Switches.GetValueOrDefault(id)?.UplinkRuleSet) is { } rules ? good.Fabric.RuleSets.GetValueOrDefault(rules) : null,
        }),
    ];

    private static bool Concerns(HostShare share, Guid id) => share.Switches.ContainsKey(id) || share.Ports.ContainsKey(id);
}

using Musubi.Model.Config;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>The ports of a port group: made ahead, taken one by one, and grown by eights when elastic.</summary>
internal static class PortPool
{
    /// <summary>Makes or removes free ports until there are as many as the port group wants; connected ones stay.</summary>
    public static void Resize(EditSession session, PortGroupConfig group, int existing)
    {
        if (existing <= group.PortCount)
        {
            Grow(session, group, group.PortCount - existing);
            return;
        }

        int connected = session.Draft.Ports.CountConnectedIn(group.Id);
        if (connected > group.PortCount && !group.Elastic)
        {
            session.Errors.Conflict("portCount", ShownValue.Of(group.PortCount), $"must be at least {connected}, the number of connected ports");
            return;
        }

        foreach (PortConfig port in session.Draft.Ports.FreeIn(group.Id).Reverse().Take(existing - Math.Max(group.PortCount, connected)).ToArray())
        {
            session.Draft.Ports.Remove(port);
        }
    }

    /// <summary>The free port with the lowest number; null, with an error noted, when there is none and none can be made.</summary>
    public static PortConfig? Take(EditSession session, PortGroupConfig group)
    {
        PortConfig? free = session.Draft.Ports.FreeIn(group.Id).FirstOrDefault();
        if (free is not null)
        {
            return free;
        }

        int existing = session.Draft.Ports.CountIn(group.Id);
        int added = Math.Min(Limits.ElasticStep, Limits.MaxPortsInGroup - existing);
        if (!group.Elastic || added <= 0)
        {
            session.Errors.Conflict("portGroup", group.Name, group.Elastic
                ? $"all {existing} ports are connected, which is the most a port group can have"
                : $"all {existing} ports are connected, and the port group is not elastic");
            return null;
        }

        Grow(session, group, added);
        return session.Draft.Ports.FreeIn(group.Id).First();
    }

    private static void Grow(EditSession session, PortGroupConfig group, int count)
    {
        if (count <= 0)
        {
            return;
        }

        SwitchConfig owner = session.Draft.Switches[group.SwitchId];
        for (int i = 0; i < count; i++)
        {
            session.Draft.Ports.Put(new PortConfig
            {
                Id = session.Context.Ids.NewId(),
                PortGroupId = group.Id,
                Number = owner.NextPortNumber + i,
            });
        }

        session.Draft.Switches.Put(owner with { NextPortNumber = owner.NextPortNumber + count });
    }
}

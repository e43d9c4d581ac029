using System.Net;
using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Share;

namespace Musubi.Host.Agent.Way;

/// <summary>
/// Judges whether a change touches this host's own way to its controller: the host adapter that the connection leaves by, its port and policy,
/// the switch, uplinks, LAGs and NICs that carry it; or, where it leaves by no switch, the NICs below the interface. What touches none
/// of these is none of its business. Pure.
/// </summary>
internal static class WayChanges
{
    /// <summary>Ids of the switches and ports whose change touches the way, in order; empty when it is as it was.</summary>
    public static ValueList<Guid> Of(ControllerWay way, HostConfiguration before, HostConfiguration after)
    {
        HashSet<Guid> touched = [];
        SharePort? was = AdapterOf(way, before);
        SharePort? now = AdapterOf(way, after);
        if (was is not null)
        {
            AddAdapter(touched, before, after, was, now);
        }
        else if (now is not null)
        {
            // Something of a switch's takes the name of an interface that was none.
            touched.Add(now.Id);
        }

        foreach (string nic in was is null ? way.Nics : NicsOf(before, was))
        {
            (Guid Switch, string Uplink)? use = UseOf(before, nic);
            (Guid Switch, string Uplink)? use2 = UseOf(after, nic);
            if (use != use2)
            {
                touched.UnionWith(new[] { use?.Switch, use2?.Switch }.OfType<Guid>());
            }
        }

        AddRivals(touched, way, before, after, was);
        return [.. touched.Order()];
    }

    /// <summary>The host adapter that the connection leaves by; null when it leaves by none.</summary>
    public static SharePort? AdapterOf(ControllerWay way, HostConfiguration all) =>
        all.Ports.FirstOrDefault(port => port.Connection.Attachment is HostAdapterAttachment adapter && adapter.Interface == way.Interface);

    /// <summary>Ids of the NICs that may carry what a port sends.</summary>
    public static ValueList<string> NicsOf(HostConfiguration all, SharePort port) => all.FindSwitch(port.SwitchId) is not { } owner ? [] :
        [.. owner.Uplinks.Where(uplink => UplinksOf(owner, port).Contains(uplink.Name)).Select(uplink => uplink.Nic).OfType<string>()];

    private static void AddAdapter(HashSet<Guid> touched, HostConfiguration before, HostConfiguration after, SharePort was, SharePort? now)
    {
        if (now is null || !IsSame(was, now))
        {
            touched.UnionWith(new[] { was.Id, now?.Id }.OfType<Guid>());
        }

        ShareSwitch? owner = before.FindSwitch(was.SwitchId);
        ShareSwitch? next = now is null ? after.FindSwitch(was.SwitchId) : after.FindSwitch(now.SwitchId);
        if (owner is null || next is null || owner.Id != next.Id || (now is not null && !IsSame(owner, was, next, now)))
        {
            touched.UnionWith(new[] { owner?.Id, next?.Id }.OfType<Guid>());
        }
    }

    /// <summary>What people call a port, and what it heard of guests, carry nothing.</summary>
    private static bool IsSame(SharePort was, SharePort now) =>
        was with { PortGroup = now.PortGroup, Number = now.Number, SeenAddresses = now.SeenAddresses, TakesFrom = now.TakesFrom } == now;

    /// <summary>Of the switch, what carries frames of these ports.</summary>
    private static bool IsSame(ShareSwitch was, SharePort port, ShareSwitch now, SharePort nowPort)
    {
        HashSet<string> names = [.. UplinksOf(was, port), .. UplinksOf(now, nowPort)];
        return was.Mtu == now.Mtu
            && was.Multicast == now.Multicast
            && was.IoControl == now.IoControl
            && was.IoPools == now.IoPools
            && was.UplinkRuleSet == now.UplinkRuleSet
            && (port.Policy.Vlan.Mode != VlanMode.Private || was.PrivateVlans == now.PrivateVlans)
            && Carriers(was) == Carriers(now)
            && Lags(was) == Lags(now);

        ValueList<(string, string?)> Carriers(ShareSwitch one) => [.. one.Uplinks.Where(uplink => names.Contains(uplink.Name)).Select(uplink => (uplink.Name, uplink.Nic))];
        ValueList<LagConfig> Lags(ShareSwitch one) => [.. one.Lags.Where(lag => lag.Uplinks.Any(names.Contains))];
    }

    /// <summary>Names of the uplinks that a port's teaming may use, those of LAGs among them.</summary>
    private static HashSet<string> UplinksOf(ShareSwitch owner, SharePort port)
    {
        HashSet<string> names = [.. port.Policy.Teaming.Active, .. port.Policy.Teaming.Standby];
        foreach (LagConfig lag in owner.Lags.Where(lag => names.Contains(lag.Name)))
        {
            names.UnionWith(lag.Uplinks);
        }

        return names;
    }

    /// <summary>Where two switches want one NIC, the first has it: see <see cref="UplinkKeeper.Reconcile"/>.</summary>
    private static (Guid Switch, string Uplink)? UseOf(HostConfiguration all, string nic)
    {
        foreach (ShareSwitch owner in all.Switches)
        {
            if (owner.Uplinks.FirstOrDefault(uplink => uplink.Nic == nic) is { } uplink)
            {
                return (owner.Id, uplink.Name);
            }
        }

        return null;
    }

    /// <summary>Another host adapter that has the address of this end, or the network of the other, draws the packets to itself.</summary>
    private static void AddRivals(HashSet<Guid> touched, ControllerWay way, HostConfiguration before, HostConfiguration after, SharePort? own)
    {
        if (!IPAddress.TryParse(way.Local, out IPAddress? local) || !IPAddress.TryParse(way.Remote, out IPAddress? remote))
        {
            return;
        }

        Dictionary<Guid, SharePort> then = before.Ports.Where(port => IsRival(port, local, remote)).ToDictionary(port => port.Id);
        Dictionary<Guid, SharePort> now = after.Ports.Where(port => IsRival(port, local, remote)).ToDictionary(port => port.Id);
        foreach (Guid id in then.Keys.Union(now.Keys).Where(id => id != own?.Id))
        {
            if (then.GetValueOrDefault(id)?.Connection.Attachment != now.GetValueOrDefault(id)?.Connection.Attachment)
            {
                touched.Add(id);
            }
        }
    }

    private static bool IsRival(SharePort port, IPAddress local, IPAddress remote) =>
        port.Connection.Attachment is HostAdapterAttachment adapter && adapter.Addresses.Any(text => Draws(text, local, remote));

    private static bool Draws(string cidr, IPAddress local, IPAddress remote)
    {
        int slash = cidr.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(cidr.AsSpan(0, slash), out IPAddress? address) || !int.TryParse(cidr.AsSpan(slash + 1), out int length)
            || address.AddressFamily != remote.AddressFamily)
        {
            return false;
        }

        if (address.Equals(local))
        {
            return true;
        }

        byte[] one = address.GetAddressBytes();
        byte[] other = remote.GetAddressBytes();
        for (int bit = 0; bit < Math.Min(length, one.Length * 8); bit++)
        {
            if (((one[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}

using System.Net;
using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>Multicast snooping over two hosts: who has joined hears the group, who has not does not, and what the switch asks is right to a decoder that is not ours.</summary>
internal sealed class MulticastCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Group = "groups";
    private const int Vlan = 79;
    private const int Port = 5007;
    private const string Querier4 = "10.79.0.254";
    private const string Querier6 = "fe80::4d:fe";

    private static readonly IPAddress[] Joined = [IPAddress.Parse("239.7.7.7"), IPAddress.Parse("ff15::7777")];

    /// <summary>A port that has come hears everything for 11 seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    public override string Title => "with snooping a group reaches the VM on another host that has joined it and no other, and the switch's IGMP and MLD queries are well-formed";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--multicast-filtering", "snooping", "--wait");
        try
        {
            await Fabric.Controller.DoAsync("portgroup", "create", Group, "--switch", ProductionFabric.Switch, "--vlan", $"{Vlan}");
            await using (ExtraVm sender = await ExtraVm.AttachAsync(Fabric, "x1", 1, Group))
            await using (ExtraVm member = await ExtraVm.AttachAsync(Fabric, "x2", 2, Group))
            await using (ExtraVm other = await ExtraVm.AttachAsync(Fabric, "x3", 2, Group))
            {
                await sender.Vm.MustAsync("ip", "addr", "add", "10.79.0.1/24", "dev", "eth0");
                await sender.Vm.MustAsync("ip", "route", "add", "224.0.0.0/4", "dev", "eth0");
                await ObserveQueriesAsync(other.Vm);
                await ObserveGroupsAsync(sender.Vm, member.Vm, other.Vm);
            }

            await Fabric.Controller.DoAsync("portgroup", "delete", Group, "--wait");
        }
        finally
        {
            await Fabric.Controller.DoAsync(
                "switch", "set", ProductionFabric.Switch, "--multicast-filtering", "basic", "--multicast-querier", "on,interval=125,ipv4=none,ipv6=none", "--wait");
        }
    }

    /// <summary>With an address the switch asks anew at once: the guests, and the network in each of their VLANs.</summary>
    private async Task ObserveQueriesAsync(Vm guest)
    {
        await using Capture atGuest = await Capture.StartAsync(Lab, guest.Name, "eth0", "in");
        await using Capture onWire = await Capture.StartAsync(Lab, "phys", "br0", "in");
        await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--multicast-querier", $"on,interval=60,ipv4={Querier4},ipv6={Querier6}", "--wait");
        foreach ((Capture capture, string where, string tag) in new[] { (atGuest, "a guest", ""), (onWire, $"the wire", $"vlan {Vlan} and ") })
        {
            Expect(await capture.HasAsync($"{tag}igmp and src host {Querier4}"), $"no IGMP query reached {where}");
            Expect(await capture.HasAsync($"{tag}ip6 and src host {Querier6}"), $"no MLD query reached {where}");
            IReadOnlyList<string> queries = await capture.DecodeAsync(
                $"(igmp && ip.src == {Querier4}) || (icmpv6 && ipv6.src == {Querier6})",
                "igmp.type", "igmp.checksum.status", "ip.checksum.status", "icmpv6.type", "icmpv6.checksum.status", "_ws.malformed", "_ws.expert.severity");
            foreach (string query in queries)
            {
                Expect(query.Trim() is "0x11 1 1" or "130 1", $"at {where} tshark finds in a query of the switch: {query}");
            }

            Fact($"{queries.Count} queries at {where} are right to tshark");
        }
    }

    private async Task ObserveGroupsAsync(Vm sender, Vm member, Vm other)
    {
        await using Capture atMember = await Capture.StartAsync(Lab, member.Name, "eth0", "in");
        await using Capture atOther = await Capture.StartAsync(Lab, other.Name, "eth0", "in");
        await using (GroupReceiver first = GroupReceiver.Start(member, Joined[0], Port))
        await using (GroupReceiver second = GroupReceiver.Start(member, Joined[1], Port))
        {
            bool shown = await Wait.UntilAsync(async () => await IsFollowedAsync(member), Limit);
            Expect(shown, $"the controller does not show that {member.Name} alone listens: {await Fabric.Controller.DoAsync("switch", "groups", ProductionFabric.Switch, "--vlan", $"{Vlan}")}");
            foreach ((IPAddress group, GroupReceiver receiver) in Joined.Zip([first, second]))
            {
                await GroupReceiver.SendAsync(sender, group, Port, $"to {group}");
                Expect(await Wait.UntilAsync(() => receiver.Lines.Contains($"to {group}"), Limit), $"{member.Name} on another host did not hear {group}");
            }
        }

        // What is sent last is behind all that could have come.
        await sender.SendAsync("--from", await sender.MacAsync());
        Expect(await atOther.HasAsync("ether proto 0x88b5"), $"a broadcast did not reach {other.Name}");
        int strays = await atOther.CountAsync($"udp port {Port} or (ip6 and udp port {Port})");
        Expect(strays == 0, $"{other.Name}, which has joined nothing, got {strays} of a group's frames");
        bool left = await Wait.UntilAsync(async () => await GroupsAsync() is { Count: 0 }, Limit);
        Expect(left, $"groups are still shown that nobody listens to any more");
        Fact($"{string.Join(" and ", Joined.Select(group => $"{group}"))} reached {member.Name} on another host, and not {other.Name} beside it");
    }

    /// <summary>Both groups are shown, of this VM, and no port of its host hears all any more.</summary>
    private async Task<bool> IsFollowedAsync(Vm member)
    {
        JsonElement[] zones = await ZonesAsync();
        string[] groups = [.. zones.SelectMany(zone => zone.GetProperty("groups").EnumerateArray()).Where(group => Text(group, "vm") == member.Name).Select(group => Text(group, "group"))];
        return Joined.All(group => groups.Contains($"{group}"))
            && !zones.Any(zone => Text(zone, "host") == $"h{member.Host}" && zone.TryGetProperty("hearsAllPorts", out JsonElement all) && all.GetArrayLength() > 0);
    }

    private async Task<IReadOnlyList<JsonElement>> GroupsAsync() => [.. (await ZonesAsync()).SelectMany(zone => zone.GetProperty("groups").EnumerateArray())];

    private async Task<JsonElement[]> ZonesAsync() =>
        [.. (await Fabric.Controller.QueryAsync("switch", "groups", ProductionFabric.Switch, "--vlan", $"{Vlan}")).GetProperty("vlans").EnumerateArray()];

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}

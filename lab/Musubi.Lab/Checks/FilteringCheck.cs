using System.Diagnostics;
using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Rules of a port group and of uplinks over two hosts: what they drop and let pass, what they mark as tshark decodes it on the wire, and what they count.</summary>
internal sealed class FilteringCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Group = "ruled";
    private const int Vlan = 77;
    private const int Dscp = 46;
    private const int Cos = 5;
    private const int Datagrams = 5;

    private const int Dropped = 9009;
    private const int Allowed = 9008;
    private const int Marked = 9010;
    private const int Free = 9011;
    private const int AtUplink = 9012;

    private const int Many = 1000;
    private const int FirstOfMany = 20_000;

    /// <summary>Nobody listens there: a connection that gets through is refused at once.</summary>
    private const int Refused = 1;

    private static readonly string[] Addresses = ["10.77.0.1", "10.77.0.2"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public override string Title => "rules drop, let pass and mark what they name at a port and at the uplinks, in their order, and count it";

    protected override async Task ObserveAsync()
    {
        await MakeRulesAsync();
        await using (ExtraVm one = await ExtraVm.AttachAsync(Fabric, "x1", 1, Group))
        await using (ExtraVm other = await ExtraVm.AttachAsync(Fabric, "x2", 2, Group))
        {
            foreach ((ExtraVm vm, string address) in new[] { one, other }.Zip(Addresses))
            {
                await vm.Vm.MustAsync("ip", "addr", "add", $"{address}/24", "dev", "eth0");
            }

            Expect(await one.Vm.ReachesAsync(Addresses[1]), $"{one.Vm.Name} does not reach {other.Vm.Name}");
            await WatchAsync(one.Vm, other.Vm);
            await ConnectAsync(one.Vm);
            await CountAsync(new() { ["yes-9008"] = Datagrams, ["no-9000-9009"] = Datagrams, ["voice"] = Datagrams, ["no-9012"] = Datagrams });
            await MoveAsync(one.Vm, other.Vm);
            await CountAsync(new() { ["yes-9008"] = Datagrams, ["no-9000-9009"] = 2 * Datagrams, ["voice"] = Datagrams, ["no-9012"] = Datagrams });
            await ReplaceByManyAsync(one.Vm, other.Vm);
        }

        await Fabric.Controller.DoAsync("switch", "uplink-rule", "remove", ProductionFabric.Switch, "--name", "no-9012");
        await Fabric.Controller.DoAsync("portgroup", "delete", Group, "--wait");
    }

    private async Task MakeRulesAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "create", Group, "--switch", ProductionFabric.Switch, "--vlan", $"{Vlan}");
        await AddAsync("no-telnet", "--drop", "--direction", "egress", "--protocol", "tcp", "--destination-port", "23");
        await AddAsync("no-9000-9009", "--drop", "--direction", "ingress", "--protocol", "udp", "--destination-port", $"9000-{Dropped}");
        await AddAsync("yes-9008", "--allow", "--direction", "ingress", "--protocol", "udp", "--destination-port", $"{Allowed}", "--before", "no-9000-9009");
        await AddAsync("voice", "--set-dscp", $"{Dscp}", "--set-cos", $"{Cos}", "--direction", "ingress", "--protocol", "udp", "--destination-port", $"{Marked}");
        await Fabric.Controller.DoAsync("switch", "uplink-rule", "add", ProductionFabric.Switch, "--name", "no-9012", "--drop", "--direction", "egress", "--protocol", "udp",
            "--destination", Addresses[1], "--destination-port", $"{AtUplink}");

        Task<string> AddAsync(string name, params string[] rule) => Fabric.Controller.DoAsync(["portgroup", "rule", "add", Group, "--name", name, .. rule]);
    }

    private static async Task SendAsync(Vm from, params int[] ports)
    {
        foreach (int port in ports)
        {
            await from.MustAsync("bash", "-c", $"for i in $(seq {Datagrams}); do echo $i > /dev/udp/{Addresses[1]}/{port}; done");
        }
    }

    /// <summary>Datagrams to five ports, seen where they leave the host and where they arrive.</summary>
    private async Task WatchAsync(Vm from, Vm to)
    {
        Capture[] wire = await Task.WhenAll(Enumerable.Range(1, Lab.Options.Uplinks).Select(uplink => Capture.StartAsync(Lab, "phys", LabLayout.SwitchPort(from.Host, uplink), "in")));
        await using Capture arriving = await Capture.StartAsync(Lab, to.Name, "eth0", "in");
        try
        {
            await SendAsync(from, Dropped, AtUplink, Allowed, Marked, Free);

            // The last to be sent have come: what is not there by now was dropped.
            Expect(await arriving.HasAsync($"udp dst port {Free}", Datagrams), $"what no rule names did not arrive");
            Expect(await arriving.CountAsync($"udp dst port {Dropped} or udp dst port {AtUplink}") == 0, $"what a rule drops arrived");
            Expect(await arriving.CountAsync($"udp dst port {Allowed}") == Datagrams, $"what a rule lets pass before another drops it did not arrive");
            await ExpectMarksAsync([arriving], $"{Dscp}", "as it arrives", "ip.dsfield.dscp");
            Expect(await arriving.CountAsync($"udp dst port {Free} and ip[1] = 0") == Datagrams, $"what is not marked arrived with another DSCP");
            await Capture.AnyHasAsync(wire, $"vlan and udp dst port {Free}");
            await ExpectMarksAsync(wire, $"{Vlan} {Cos} {Dscp}", "on the wire", "vlan.id", "vlan.priority", "ip.dsfield.dscp");
            int[] gone = await Task.WhenAll(wire.Select(capture => capture.CountAsync($"vlan and (udp dst port {Dropped} or udp dst port {AtUplink})")));
            Expect(gone.Sum() == 0, $"what a rule drops left the host");
            Fact($"{Datagrams} of {Datagrams} datagrams left with DSCP {Dscp} and priority {Cos} and arrived so, with right checksums (tshark); {2 * Datagrams} that rules drop did not leave");
        }
        finally
        {
            foreach (Capture capture in wire)
            {
                await capture.DisposeAsync();
            }
        }
    }

    /// <summary>All that is marked, and nothing else of it, in some of the captures, with a right IPv4 checksum.</summary>
    private async Task ExpectMarksAsync(Capture[] captures, string expected, string where, params string[] fields)
    {
        IReadOnlyList<string>[] decoded = await Task.WhenAll(captures.Select(capture => capture.DecodeAsync($"udp.dstport == {Marked}", [.. fields, "ip.checksum.status"])));
        string[] lines = [.. decoded.SelectMany(lines => lines)];
        Expect(lines.Length == Datagrams && lines.All(line => line == $"{expected} 1" || line == $"{expected} Good"), $"what is marked is not what it should be {where}: {string.Join(" | ", lines)}");
    }

    /// <summary>A connection that a rule drops hangs; any other is refused, as nobody listens.</summary>
    private async Task ConnectAsync(Vm from)
    {
        int allowed = (await from.RunAsync("timeout", "10", "bash", "-c", $"exec 3<>/dev/tcp/{Addresses[1]}/24")).ExitCode;
        int dropped = (await from.RunAsync("timeout", "2", "bash", "-c", $"exec 3<>/dev/tcp/{Addresses[1]}/23")).ExitCode;
        Expect(allowed == Refused, $"a connection that no rule names ended with {allowed}, and was not refused by the other VM");
        Expect(dropped is not 0 and not Refused, $"a connection that a rule drops ended with {dropped}");
        Fact($"a connection that is dropped where it would arrive hangs; beside it one is answered");
    }

    /// <summary>The order decides: with the dropping rule first, what the other lets pass does not.</summary>
    private async Task MoveAsync(Vm from, Vm to)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await Fabric.Controller.DoAsync("portgroup", "rule", "move", Group, "--name", "no-9000-9009", "--before", "yes-9008", "--wait");
        long took = watch.ElapsedMilliseconds;
        await using Capture arriving = await Capture.StartAsync(Lab, to.Name, "eth0", "in");
        await SendAsync(from, Allowed, Free);
        Expect(await arriving.HasAsync($"udp dst port {Free}", Datagrams), $"what no rule names did not arrive after a rule was moved");
        Expect(await arriving.CountAsync($"udp dst port {Allowed}") == 0, $"what a rule drops that was moved to the front arrived");
        Fact($"the rule that drops, moved before the one that lets pass, takes all; that was in force {took} ms after the command began");
    }

    /// <summary>A thousand rules of a file take the place of what was there.</summary>
    private async Task ReplaceByManyAsync(Vm from, Vm to)
    {
        string file = Path.Combine(Lab.Layout.StateFolder, "rules.yaml");
        await File.WriteAllLinesAsync(file, Enumerable.Range(1, Many).Select(i => $"- {{name: r{i}, direction: ingress, action: drop, match: {{protocol: udp, destination: 10.77.0.0/24, destinationPort: {FirstOfMany + i}}}}}"));
        Stopwatch watch = Stopwatch.StartNew();
        await Fabric.Controller.DoAsync("portgroup", "rule", "set", Group, "-f", file, "--wait");
        long took = watch.ElapsedMilliseconds;
        await using Capture arriving = await Capture.StartAsync(Lab, to.Name, "eth0", "in");
        await SendAsync(from, FirstOfMany + 1, FirstOfMany + Many, Allowed, Free);
        Expect(await arriving.HasAsync($"udp dst port {Free}", Datagrams), $"what none of many rules names did not arrive");
        Expect(await arriving.CountAsync($"udp dst port {FirstOfMany + 1} or udp dst port {FirstOfMany + Many}") == 0, $"what the first or last of many rules drops arrived");
        Expect(await arriving.CountAsync($"udp dst port {Allowed}") == Datagrams, $"what a rule dropped that is gone did not arrive");
        Fact($"{Many} rules of a file were in force {took} ms after the command began");
        await CountAsync(new() { ["r1"] = Datagrams, [$"r{Many}"] = Datagrams, [$"r{Many / 2}"] = 0 }, isQuiet: true);
    }

    /// <param name="expected">By rule name.</param>
    /// <param name="isQuiet">Nothing is said of hits that are as expected.</param>
    private async Task CountAsync(Dictionary<string, int> expected, bool isQuiet = false)
    {
        Dictionary<string, ulong> hits = [];
        bool all = await Wait.UntilAsync(
            async () =>
            {
                hits = new([.. await HitsAsync("portgroup", "rule", "list", Group), .. await HitsAsync("switch", "uplink-rule", "list", ProductionFabric.Switch)]);
                return expected.All(rule => hits[rule.Key] == (ulong)rule.Value) && hits.GetValueOrDefault("no-telnet", 1UL) > 0;
            },
            Limit);
        string told = string.Join(", ", hits.Where(hit => expected.ContainsKey(hit.Key) || hit.Value > 0).Select(hit => $"{hit.Key} {hit.Value}"));
        Expect(all, $"the rules count other frames than were sent: {told}");
        if (!isQuiet)
        {
            Fact($"hits: {told}");
        }
    }

    private async Task<Dictionary<string, ulong>> HitsAsync(params string[] words)
    {
        JsonElement list = await Fabric.Controller.QueryAsync(words);
        return list.GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("name").GetString()!, rule => rule.GetProperty("hits").GetUInt64());
    }
}

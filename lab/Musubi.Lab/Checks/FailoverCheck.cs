using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>
/// Failover of h1 with three uplinks and beacons, while every agent and the controller are dead: a path that carries nothing although its link is up,
/// and a cut link, each of them and back.
/// </summary>
internal sealed class FailoverCheck(ProductionFabric fabric) : Check(fabric)
{
    /// <summary>What the check needs of a lab.</summary>
    public const int Uplinks = 3;

    private const string BeaconsLost = "uplink.beacons.lost";

    /// <summary>A path that carries nothing is left after three beacons.</summary>
    private static readonly TimeTarget PathTarget = new(4.5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(2);

    /// <summary>Beacons in a row, and one.</summary>
    private static readonly TimeSpan Proven = TimeSpan.FromSeconds(5);

    public override string Title => "with agents and controller dead, an uplink that carries nothing is left by its beacons, one without link by its link, and coming back costs no frame";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Web, "--teaming", "explicit-order", "--active", ProductionFabric.UplinkName(1),
            "--standby", $"{ProductionFabric.UplinkName(2)},{ProductionFabric.UplinkName(3)}", "--failure-detection", "beacon", "--failback-delay", "500ms", "--wait");
        string second = await Fabric.Vm(2).AddressAsync() ?? throw new LabException("vm2 has no address");
        await using (PingStream ping = await PingStream.StartAsync(Lab, "vm1", second))
        {
            await Task.Delay(Proven);
            await KillAsync();
            try
            {
                await BreakAsync(ping);
            }
            finally
            {
                await ReviveAsync();
            }
        }

        await ExpectToldAsync();
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Web, "--teaming", "inherit", "--active", "inherit", "--standby", "inherit", "--failure-detection", "inherit", "--failback-delay", "inherit", "--wait");
    }

    private async Task BreakAsync(PingStream ping)
    {
        double dead = PingStream.Now;
        await Lab.Network.SetForwardingAsync(1, 1, forwards: false);
        await Task.Delay(Steady);
        Expect(await ping.RepliesAfterAsync(PingStream.Now + Steady.TotalSeconds, Patience), $"no reply came after the path was dead");
        double left = PingStream.Now;
        await Lab.Network.SetForwardingAsync(1, 1, forwards: true);
        await Task.Delay(Proven + Steady);

        double cut = PingStream.Now;
        await Lab.Network.SetLinkAsync(1, 1, up: false);
        await Task.Delay(Steady);
        Expect(await ping.RepliesAfterAsync(PingStream.Now, Patience), $"no reply came after the link was cut");
        double back = PingStream.Now;
        await Lab.Network.SetLinkAsync(1, 1, up: true);
        await Task.Delay(Proven + Steady);
        Expect(await ping.RepliesAfterAsync(PingStream.Now, Patience), $"no reply came after the link was back");
        await ping.StopAsync();
        Report(ping, dead, left, cut, back);
    }

    private void Report(PingStream ping, double dead, double left, double cut, double back)
    {
        double path = ping.LongestGap(dead - 0.05, left).Seconds;
        double link = ping.LongestGap(cut - 0.05, back).Seconds;
        Expect(PathTarget.Allows(path), $"the dead path was left after {PathTarget.Tell(path)}");
        Expect(Outage.Target.Allows(link), $"the cut link was left after {Outage.Target.Tell(link)}");
        int otherwise = ping.Losses().Where(loss => loss.Start > left || loss.End < dead).Where(loss => loss.End < cut || loss.Start > back - 0.5).Sum(loss => loss.Count);
        Expect(otherwise == 0, $"{otherwise} pings were lost when the uplink came back, or without reason");
        Fact($"a ping every 10 ms: dead path {PathTarget.Tell(path)}, {Lost(ping, dead, left)} lost; cut link {Outage.Target.Tell(link)}, {Lost(ping, cut, back)} lost; 0 of {ping.Sent} lost on the way back");
    }

    private static int Lost(PingStream ping, double from, double to) => ping.Losses().Where(loss => loss.End > from && loss.Start < to).Sum(loss => loss.Count);

    /// <summary>What happened while nobody was there to be told is told to whoever comes.</summary>
    private async Task ExpectToldAsync()
    {
        bool told = await Wait.UntilAsync(
            async () => (await Fabric.Controller.ListAsync("event", "list", "--reason", BeaconsLost)).Any(record => record.GetProperty("object").GetString() == "Uplink 1 (u1)"), Patience);
        Expect(told, $"nobody was told of {BeaconsLost}");
        bool usable = await Wait.UntilAsync(async () => await StateAsync() == "usable", Patience);
        Expect(usable, $"uplink 1 of h1 is \"{await StateAsync()}\" in the end");
    }

    private async Task<string> StateAsync()
    {
        IReadOnlyList<JsonElement> nics = await Fabric.Controller.ListAsync("nic", "list", "--host", "h1");
        return nics.Single(nic => nic.GetProperty("name").GetString() == LabLayout.Nic(1)).GetProperty("uplinkState").GetString() ?? "";
    }

    private async Task KillAsync()
    {
        await Lab.Processes.KillAsync(Services.Controller, stayDead: true);
        foreach (int host in Enumerable.Range(1, Lab.Options.Hosts))
        {
            await Lab.Processes.KillAsync(Services.AgentOf(host), stayDead: true);
        }
    }

    private async Task ReviveAsync()
    {
        foreach (int host in Enumerable.Range(1, Lab.Options.Hosts))
        {
            await Lab.Processes.StartAsync(Services.AgentOf(host));
        }

        await Fabric.ReviveControllerAsync();
    }
}

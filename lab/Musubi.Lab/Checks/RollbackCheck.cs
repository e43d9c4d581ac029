using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>A host that is managed by an adapter on the distributed switch is cut off by a wrong VLAN, then by a wrong NIC, and comes back by itself each time.</summary>
internal sealed class RollbackCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Host = 3;
    private const string Name = "h3";
    private const string Adapter = "vmk0";
    private const string Group = "management";
    private const string Address = "172.31.0.113";

    /// <summary>What the agent waits, and twice that for a busy machine to see it, connect and tell.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public override string Title => "a host that a wrong VLAN or NIC cuts off from its controller comes back by itself and says so; the next change goes through";

    protected override async Task ObserveAsync()
    {
        await Lab.Network.SetManagementCableAsync(true);
        try
        {
            await ManageByAdapterAsync();
            await BreakVlanAsync();
            await BreakNicAsync();
        }
        finally
        {
            await RestoreAsync();
        }
    }

    /// <summary>As an administrator does it: an adapter first, and only then the old way away.</summary>
    private async Task ManageByAdapterAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "create", Group, "--switch", ProductionFabric.Switch, "--wait");
        await Fabric.Controller.DoAsync("adapter", "create", Adapter, "--portgroup", Group, "--host", Name, "--address", $"{Address}/24", "--wait");
        await Lab.Network.SetManagementNicAsync(Host, up: false);
        await Lab.Processes.KillAsync(Services.AgentOf(Host));
        bool managed = await Wait.UntilAsync(async () => await RuntimeAsync() is { } runtime && Text(runtime, "controllerPath", "adapter") == Adapter, Patience);
        Expect(managed, $"{Name} does not reach its controller by {Adapter}: {await RuntimeAsync()}");
    }

    private async Task BreakVlanAsync()
    {
        int before = (await EventsAsync()).Count;
        double start = PingStream.Now;
        await Fabric.Controller.DoAsync("portgroup", "set", Group, "--vlan", "99");
        double seconds = await ExpectBackAsync(start, "a wrong VLAN");
        Expect((await Lab.RunAsync("ctl", ["ping", "-n", "-q", "-c", "1", "-w", "5", Address])).Succeeded, $"the controller's machine does not reach {Adapter} after the host went back");

        // Others' changes reach the host meanwhile; what cut it off does not.
        await Fabric.Controller.DoAsync("portgroup", "create", "other", "--switch", ProductionFabric.Switch, "--wait");
        await Fabric.Controller.DoAsync("portgroup", "delete", "other", "--wait");
        Expect(await ConditionAsync() == "rolledBack", $"{Name} does not hold the wrong VLAN back after other changes: {await RuntimeAsync()}");
        CommandResult told = await Fabric.Controller.TryAsync("status");
        Expect(told.Output.Contains($"musubi host retry {Name}", StringComparison.Ordinal), $"musubi status does not tell: {told.Said}");
        IReadOnlyList<JsonElement> events = await EventsAsync();
        Expect(events.Count == before + 1, $"the controller has {events.Count - before} events of it");
        await Fabric.Controller.DoAsync("portgroup", "set", Group, "--vlan", "none", "--wait");
        Expect(await Wait.UntilAsync(async () => await ConditionAsync() == "connected", Patience), $"after the mending change {Name} is {await ConditionAsync()}");
        Fact($"wrong VLAN: back {seconds:0} s after the change, event \"{(events.Count > 0 ? events[^1].GetProperty("message").GetString() : "")}\"");
    }

    private async Task BreakNicAsync()
    {
        int spare = Lab.Layout.Nics;
        await Lab.Network.SetForwardingAsync(Host, spare, forwards: false);
        double start = PingStream.Now;
        await Fabric.Controller.DoAsync("switch", "set-host", ProductionFabric.Switch, Name, "--uplink", $"{ProductionFabric.UplinkName(1)}={LabLayout.Nic(spare)}");
        double seconds = await ExpectBackAsync(start, "a wrong NIC", killed: true);
        await Lab.Network.SetForwardingAsync(Host, spare, forwards: true);
        await Fabric.Controller.DoAsync("host", "retry", Name);
        bool tried = await Wait.UntilAsync(async () => await ConditionAsync() == "connected" && await UplinkNicsAsync() == LabLayout.Nic(spare), Patience);
        Expect(tried, $"with the NIC cabled, a retry does not bring it: {await RuntimeAsync()}");
        Fact($"wrong NIC, and the agent killed while it waited: back after {seconds:0} s; once it was cabled, `host retry` took it");
    }

    /// <summary>Seconds until the host was back and said that it had undone the change.</summary>
    private async Task<double> ExpectBackAsync(double start, string cause, bool killed = false)
    {
        bool cut = await Wait.UntilAsync(async () => await ConditionAsync() == "disconnected", Patience);
        Expect(cut, $"{cause} did not cut {Name} off");
        if (killed)
        {
            await Lab.Processes.KillAsync(Services.AgentOf(Host));
        }

        bool back = await Wait.UntilAsync(async () => await ConditionAsync() == "rolledBack", Patience);
        double seconds = PingStream.Now - start;
        Expect(back, $"after {cause} {Name} did not come back by itself: {await RuntimeAsync()}");
        return seconds;
    }

    private async Task RestoreAsync()
    {
        await Lab.Network.SetForwardingAsync(Host, Lab.Layout.Nics, forwards: true);
        await Lab.Network.SetManagementNicAsync(Host, up: true);
        await Fabric.Controller.TryAsync("portgroup", "set", Group, "--vlan", "none");
        await Fabric.Controller.TryAsync(
            ["switch", "set-host", ProductionFabric.Switch, Name, .. Enumerable.Range(1, Lab.Options.Uplinks).SelectMany(uplink => new[] { "--uplink", $"{ProductionFabric.UplinkName(uplink)}={LabLayout.Nic(uplink)}" })]);
        await Fabric.Controller.TryAsync("adapter", "delete", Adapter, "--host", Name);
        bool clean = await Wait.UntilAsync(
            async () => await RuntimeAsync() is { } runtime && Text(runtime, "condition") == "connected" && Text(runtime, "controllerPath", "interface") == "mgmt0", Patience);
        Expect(clean, $"{Name} is not as it was: {await RuntimeAsync()}");
        await Fabric.Controller.TryAsync("portgroup", "delete", Group, "--wait");
        await Lab.Network.SetManagementCableAsync(false);
    }

    private Task<IReadOnlyList<JsonElement>> EventsAsync() => Fabric.Controller.ListAsync("event", "list", "--reason", "host.rolled-back", "--host", Name);

    private async Task<string> ConditionAsync() => await RuntimeAsync() is { } runtime ? Text(runtime, "condition") : "";

    private async Task<JsonElement?> RuntimeAsync() =>
        (await Fabric.Controller.QueryAsync("host", "show", Name)).TryGetProperty("runtime", out JsonElement runtime) ? runtime : null;

    /// <summary>NICs of the switch on the host, as the host itself has them.</summary>
    private async Task<string> UplinkNicsAsync() => string.Join(' ', (await Fabric.Local(Host).ListAsync("nic", "list"))
        .Where(nic => nic.GetProperty("usedBy").GetString()!.Length > 0).Select(nic => nic.GetProperty("name").GetString()).Order(StringComparer.Ordinal));

    private static string Text(JsonElement element, params string[] path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return "";
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
    }
}

using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 10: changes, acknowledgements, stale revisions, and an apply that is wrong three times.</summary>
internal sealed class RevisionCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Paused = 2;

    public override string Title => "a change is acknowledged by every host; --wait names a host that lags; stale and wrong changes are refused whole";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Db, "--forged-transmits", "accept", "--wait");
        await ExpectLaggardNamedAsync();
        await ExpectStaleRefusedAsync();
        await ExpectMistakesNamedAsync();
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Db, "--forged-transmits", "reject", "--wait");
    }

    private async Task ExpectLaggardNamedAsync()
    {
        await Lab.Processes.PauseAsync(Services.SwitchOf(Paused));
        CommandResult waiting;
        try
        {
            waiting = await Fabric.Controller.TryAsync("portgroup", "set", ProductionFabric.Db, "--promiscuous", "accept", "--wait", "--timeout", "3s");
        }
        finally
        {
            await Lab.Processes.ResumeAsync(Services.SwitchOf(Paused));
        }

        Expect(!waiting.Succeeded, $"--wait returned although h{Paused}'s data plane was stopped");
        Expect(waiting.Said.Contains($"h{Paused}", StringComparison.Ordinal) && !waiting.Said.Contains("h1", StringComparison.Ordinal),
            $"--wait did not name h{Paused} alone: {waiting.Said}");
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Db, "--promiscuous", "reject", "--wait");
        Fact($"acknowledged by {Lab.Options.Hosts} hosts; with one stopped: \"{waiting.Said}\"");
    }

    private async Task ExpectStaleRefusedAsync()
    {
        long stale = (await Fabric.Controller.QueryAsync("portgroup", "show", ProductionFabric.Db)).GetProperty("revision").GetInt64();
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Db, "--promiscuous", "accept", "--wait");
        CommandResult refused = await Fabric.Controller.TryAsync("portgroup", "set", ProductionFabric.Db, "--promiscuous", "reject", "--revision", $"{stale}");
        Expect(!refused.Succeeded && refused.Said.Contains("revision", StringComparison.OrdinalIgnoreCase), $"a stale revision was not refused clearly: {refused.Said}");
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Db, "--promiscuous", "reject", "--wait");
        Fact($"stale revision {stale} refused");
    }

    private async Task ExpectMistakesNamedAsync()
    {
        string file = Path.Combine(Lab.Layout.StateFolder, "mistakes.yaml");
        await File.WriteAllTextAsync(file,
            """
            kind: PortGroup
            name: good
            switch: prod
            policy:
              vlan: "30"
            ---
            kind: PortGroup
            name: bad-vlan
            switch: prod
            policy:
              vlan: "4095"
            ---
            kind: PortGroup
            name: bad-switch
            switch: nowhere
            ---
            kind: PortGroup
            name: bad-uplink
            switch: prod
            policy:
              teaming:
                active: [Uplink 9]
            """);
        CommandResult refused = await Fabric.Controller.TryAsync("apply", "-f", file);
        Expect(!refused.Succeeded, $"an apply with three mistakes was taken");
        foreach (string mistake in new[] { "4095", "nowhere", "Uplink 9" })
        {
            Expect(refused.Said.Contains(mistake, StringComparison.Ordinal), $"the apply's errors do not name {mistake}: {refused.Said}");
        }

        IReadOnlyList<JsonElement> groups = await Fabric.Controller.ListAsync("portgroup", "list");
        Expect(!groups.Any(group => group.GetProperty("name").GetString() == "good"), $"an apply with mistakes was half done");
        Fact($"apply with three mistakes: all named, nothing changed");
    }
}

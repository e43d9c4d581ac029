using Musubi.Lab.Fabric;

namespace Musubi.Lab.Checks;

/// <summary>The checks in the order in which the demo shows them.</summary>
internal static class CheckList
{
    public static IReadOnlyList<Check> Of(ProductionFabric fabric, CheckPace pace)
    {
        List<Check> checks =
        [
            new OwnAddressOnTheWireCheck(fabric), new SilentNicCheck(fabric), new PortGroupsCheck(fabric), new TagsCheck(fabric), new TrunkCheck(fabric),
            new NoLoopCheck(fabric), new BridgingVmCheck(fabric), new PrivateVlanCheck(fabric), new GuardsCheck(fabric), new MulticastCheck(fabric), new JumboCheck(fabric), new ShapingCheck(fabric), new FilteringCheck(fabric), new IoControlCheck(fabric),
            new DiscoveryCheck(fabric), new LagCheck(fabric), new RevisionCheck(fabric), new ControllerDeadCheck(fabric, pace), new AgentsDeadCheck(fabric, pace),
            new DataPlaneKilledCheck(fabric, pace.Kills), new BootFromDiskCheck(fabric), new StandardSwitchCheck(fabric), new StandardMigrationCheck(fabric), new BandwidthCheck(fabric, pace),
        ];
        if (fabric.Datacenter.Options.Uplinks >= FailoverCheck.Uplinks)
        {
            checks.Add(new FailoverCheck(fabric));
        }

        if (pace == CheckPace.Full)
        {
            // A host waits half a minute before it undoes a change, and does so twice.
            checks.Add(new RollbackCheck(fabric));
        }

        if (fabric.Datacenter.Options.Qemu)
        {
            checks.Add(new GuestsCheck(fabric));
        }

        if (fabric.Datacenter.Options.VhostUser)
        {
            checks.AddRange([new VhostGuestsCheck(fabric), new VhostKilledCheck(fabric, pace.Kills), new LiveMigrationCheck(fabric)]);
        }

        return checks;
    }

    /// <summary>Runs them one after the other and prints a line for each, with ✓ or ✗ and what was measured. Returns how many do not hold.</summary>
    public static async Task<int> ShowAsync(IEnumerable<Check> checks, CancellationToken cancellation)
    {
        int failed = 0;
        foreach (Check check in checks)
        {
            cancellation.ThrowIfCancellationRequested();
            CheckOutcome outcome = await check.RunAsync();
            failed += outcome.Holds ? 0 : 1;
            Console.WriteLine($"{(outcome.Holds ? "✓" : "✗")} {check.Title}");
            Console.WriteLine($"    {outcome.Measured}");
        }

        return failed;
    }
}

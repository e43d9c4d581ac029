namespace Musubi.Bench.Peers;

/// <summary>Starts the switches to be measured, each in a folder of its own.</summary>
/// <param name="MusubiProgram">The published musubi-switch.</param>
/// <param name="OvsTree">Where Open vSwitch's packages are unpacked.</param>
/// <param name="Folder">For what they write while they run.</param>
internal sealed record PeerFactory(string MusubiProgram, string OvsTree, string Folder)
{
    public const string Musubi = "musubi";
    public const string Ovs = "ovs-dpdk";
    public const string Testpmd = "testpmd-io";

    public static IReadOnlyList<string> Names { get; } = [Musubi, Ovs, Testpmd];

    /// <summary>The forwarding thread's processor.</summary>
    public static int SwitchProcessor => Environment.ProcessorCount - 1;

    /// <summary>Where the load runs, and all that is not forwarding.</summary>
    public static int LoadProcessor => Environment.ProcessorCount - 2;

    public ISwitchPeer Start(string name, IReadOnlyList<byte[]> macs, int learnedMacs = 1, UplinkKind uplinks = UplinkKind.None)
    {
        string folder = Path.Combine(Folder, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        PeerSetup setup = new(folder, SwitchProcessor, LoadProcessor, macs) { LearnedMacs = learnedMacs, Uplinks = uplinks };
        return name switch
        {
            Musubi => new MusubiPeer(setup, MusubiProgram),
            Ovs => new OvsPeer(setup, OvsTree),
            Testpmd => new TestpmdPeer(setup),
            _ => throw new BenchException($"peer '{name}' is none of {string.Join(", ", Names)}"),
        };
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>
/// Open vSwitch with its netdev datapath in a namespace: a physical switch with VLANs, a table for each, and LACP. Unpacked, not installed; ended
/// with the test.
/// </summary>
internal sealed class OpenVSwitch : IDisposable
{
    private static readonly string Root = FindRoot();

    private readonly Namespace _place;
    private readonly string _folder = Directory.CreateTempSubdirectory("mrt-ovs-").FullName;
    private readonly List<Process> _processes = [];

    public OpenVSwitch(Namespace place)
    {
        Assert.True(Directory.Exists(Root), $"Open vSwitch is not unpacked in {Root}: ./dev test does it");
        _place = place;
        Run("usr/bin/ovsdb-tool", "create", $"{_folder}/conf.db", $"{Root}/usr/share/openvswitch/vswitch.ovsschema");
        Launch("usr/sbin/ovsdb-server", $"{_folder}/conf.db", $"--remote=punix:{Database}", $"--unixctl={_folder}/db.ctl", "-vconsole:off");
        Deadline.Until(() => File.Exists(Database), "Open vSwitch's database");
        Configure("--no-wait", "init");
        Launch("usr/lib/openvswitch-switch/ovs-vswitchd", $"unix:{Database}", $"--unixctl={Control}", $"--log-file={_folder}/vswitchd.log", "-vconsole:off");
        Configure("-t", "60", "add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev");
    }

    private string Database => $"{_folder}/db.sock";

    private string Control => $"{_folder}/vswitchd.ctl";

    /// <summary>ovs-vsctl.</summary>
    public string Configure(params string[] words) => Run(["usr/bin/ovs-vsctl", $"--db=unix:{Database}", .. words]);

    /// <summary>ovs-appctl.</summary>
    public string Ask(params string[] words) => Run(["usr/bin/ovs-appctl", "-t", Control, .. words]);

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, true);
    }

    private void Launch(params string[] words)
    {
        ProcessStartInfo start = new("ip", ["netns", "exec", _place.Name, $"{Root}/{words[0]}", .. words[1..]]);
        start.Environment["OVS_RUNDIR"] = _folder;
        _processes.Add(Process.Start(start)!);
    }

    private string Run(params string[] words) => Command.Run(["env", $"OVS_RUNDIR={_folder}", $"{Root}/{words[0]}", .. words[1..]]);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        string cache = Environment.GetEnvironmentVariable("MUSUBI_CACHE") is { Length: > 0 } given
            ? given
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "artifacts", "cache"));
        return Path.Combine(cache, "ovs");
    }
}

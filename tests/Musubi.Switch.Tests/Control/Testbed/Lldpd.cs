using System.Diagnostics;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>
/// A real lldpd in a namespace, as the switch at the other end of a cable. It sees a /run and users of its own, so that it disturbs no
/// other, and takes its leave when it is ended.
/// </summary>
internal sealed class Lldpd : IDisposable
{
    /// <summary>lldpd separates its privileges: it wants a user by this name, and /run/lldpd to lock itself up in.</summary>
    private const string Script = """
        set -eu
        folder=$1; program=$2; shift 2
        cp /etc/passwd /etc/group "$folder"
        echo '_lldpd:x:64000:64000::/run/lldpd:/bin/false' >> "$folder/passwd"
        echo '_lldpd:x:64000:' >> "$folder/group"
        mount --bind "$folder/passwd" /etc/passwd
        mount --bind "$folder/group" /etc/group
        mount -t tmpfs -o mode=755 lldpd /run
        mkdir /run/lldpd
        exec "$program" -d -u "$folder/socket" -L /bin/true -O /nonexistent "$@"
        """;

    private static readonly string Root = Path.Combine(Environment.GetEnvironmentVariable("MUSUBI_CACHE") ?? "/nonexistent", "lldpd");

    private readonly string _folder = Directory.CreateTempSubdirectory("mrt-lldpd-").FullName;
    private readonly Process _process;

    /// <param name="name">Of the switch that it is.</param>
    /// <param name="options">Of lldpd, such as which protocols it speaks.</param>
    public Lldpd(Namespace place, string port, string name, params string[] options)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Program("lldpd") is not null, "needs root and lldpd");
        _process = Command.Start(["ip", "netns", "exec", place.Name, .. Libraries, "sh", "-c", Script, "lldpd", _folder, Program("lldpd")!, "-I", port, .. options]);
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Deadline.Until(() => Ask("show", "chassis").Code == 0, "lldpd answers");
        Configure("system", "hostname", name);
        // Every 2 s, for 120 s each: whoever begins to listen hears it soon.
        Configure("lldp", "tx-interval", "2");
        Configure("lldp", "tx-hold", "60");
        // It is silent until it is told that it has its configuration.
        Assert.Equal(0, Ask("resume").Code);
    }

    private static string[] Libraries => Directory.Exists(Root) ? ["env", $"LD_LIBRARY_PATH={Directory.GetDirectories(Path.Combine(Root, "usr/lib")).First()}"] : [];

    /// <summary>What it knows of its neighbours, such as "lldp.p1.chassis.name", in the order in which it tells.</summary>
    public ILookup<string, string> Neighbours() => Ask("show", "neighbors", "details").Output.Split('\n')
        .Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1]);

    public void Configure(params string[] words)
    {
        (int code, string output) = Ask(["configure", .. words]);
        Assert.True(code == 0, output);
    }

    /// <summary>Ends it in good order.</summary>
    public void End()
    {
        Command.TryRun("kill", "-TERM", $"{_process.Id}");
        Assert.True(_process.WaitForExit(Deadline.Limit), "lldpd did not end");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            End();
        }

        _process.Dispose();
        Directory.Delete(_folder, true);
    }

    private (int Code, string Output) Ask(params string[] words) =>
        Command.TryRun([.. Libraries, Program("lldpcli")!, "-u", Path.Combine(_folder, "socket"), "-f", "keyvalue", .. words]);

    /// <summary>That which the tests' own package holds, or the machine's.</summary>
    private static string? Program(string name) => new[] { Path.Combine(Root, "usr/sbin", name), Path.Combine("/usr/sbin", name) }.FirstOrDefault(File.Exists);
}

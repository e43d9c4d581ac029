namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A network namespace of this test alone, gone with it.</summary>
internal sealed class Namespace : IDisposable
{
    private static readonly Lazy<bool> Swept = new(SweepLeftovers);
    private static int _last;

    public Namespace(string role)
    {
        _ = Swept.Value;
        Name = $"mrt-{Environment.ProcessId}-{Interlocked.Increment(ref _last)}-{role}";
        Command.Run("ip", "netns", "add", Name);
        Ip("link", "set", "lo", "up");
        // No chatter of IPv6 in the frames that tests count.
        Command.Run("ip", "netns", "exec", Name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");
    }

    public string Name { get; }

    public string Ip(params string[] words) => Command.Run(["ip", "-n", Name, .. words]);

    public string Execute(params string[] words) => Command.Run(["ip", "netns", "exec", Name, .. words]);

    public void Dispose() => Command.TryRun("ip", "netns", "del", Name);

    /// <summary>Namespaces of test runs that were killed, and the data planes that run in them still.</summary>
    private static bool SweepLeftovers()
    {
        foreach (string name in Command.Run("ip", "netns", "list").Split('\n').Select(line => line.Split(' ')[0]).Where(IsLeftover))
        {
            foreach (string process in Command.TryRun("ip", "netns", "pids", name).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Command.TryRun("kill", "-KILL", process);
            }

            Command.TryRun("ip", "netns", "del", name);
        }

        return true;
    }

    private static bool IsLeftover(string name) =>
        name.Split('-') is ["mrt", { } process, ..] && int.TryParse(process, out int id) && !Directory.Exists($"/proc/{id}");
}

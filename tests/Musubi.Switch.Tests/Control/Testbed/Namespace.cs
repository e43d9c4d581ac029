namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A network namespace of this test alone, gone with it.</summary>
internal sealed class Namespace : IDisposable
{
    private static int s_last;

    public Namespace(string role)
    {
        Name = $"mrt-{Environment.ProcessId}-{Interlocked.Increment(ref s_last)}-{role}";
        Command.Run("ip", "netns", "add", Name);
        Ip("link", "set", "lo", "up");
        // No chatter of IPv6 in the frames that tests count.
        Command.Run("ip", "netns", "exec", Name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");
    }

    public string Name { get; }

    public string Ip(params string[] words) => Command.Run(["ip", "-n", Name, .. words]);

    public string Execute(params string[] words) => Command.Run(["ip", "netns", "exec", Name, .. words]);

    public void Dispose() => Command.TryRun("ip", "netns", "del", Name);
}

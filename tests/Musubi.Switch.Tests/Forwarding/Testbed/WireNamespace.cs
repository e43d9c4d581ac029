using System.Diagnostics;
using Musubi.Io.Namespaces;
using Musubi.Io.Netlink;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A network namespace for one wire, without a name and without IPv6: it ends with the process, however that ends.</summary>
internal sealed class WireNamespace : IDisposable
{
    public const string Near = "near";
    public const string Far = "far";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public WireNamespace()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        Namespace = NetworkNamespace.CreateUnnamed();
        Namespace.Run(() => File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"));
        Routes = RouteClient.OpenIn(Namespace);
    }

    public NetworkNamespace Namespace { get; }

    public RouteClient Routes { get; }

    /// <summary>Sets an interface up and returns its index.</summary>
    public int SetUp(string name)
    {
        int index = Routes.Links.Find(name)!.Index;
        Routes.Links.SetUp(index, true);
        return index;
    }

    /// <summary>Both ends up and past the kernel's link watch: until that has run, what is sent is lost.</summary>
    public (int Near, int Far) CreateVeth()
    {
        Routes.Links.CreateVeth(Near, Far);
        (int near, int far) = (SetUp(Near), SetUp(Far));
        using RouteWatch watch = RouteWatch.OpenIn(Namespace);
        long start = Stopwatch.GetTimestamp();
        while (new[] { near, far }.Any(index => Routes.Links.Find(index)!.State != OperationalState.Up))
        {
            TimeSpan left = Limit - Stopwatch.GetElapsedTime(start);
            Assert.True(left > TimeSpan.Zero, "the veth has no carrier");
            watch.Wait(left);
        }

        return (near, far);
    }

    public void Dispose()
    {
        Routes.Dispose();
        Namespace.Dispose();
    }
}

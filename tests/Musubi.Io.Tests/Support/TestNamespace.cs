using Musubi.Io.Namespaces;
using Musubi.Io.Netlink;

namespace Musubi.Io.Tests.Support;

/// <summary>A network namespace without a name and without IPv6 noise: it ends with the test, however that ends.</summary>
public sealed class TestNamespace : IDisposable
{
    public TestNamespace()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "missing: root, to make network namespaces");
        Namespace = NetworkNamespace.CreateUnnamed();
        Namespace.Run(() => File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"));
        Routes = RouteClient.OpenIn(Namespace);
    }

    public NetworkNamespace Namespace { get; }

    public RouteClient Routes { get; }

    /// <summary>For tools that run beside this process.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{Namespace.Descriptor}";

    public int Index(string name) => Routes.Links.Find(name)?.Index ?? throw new InvalidOperationException($"no link {name}");

    /// <summary>
    /// Two ends of a veth in this namespace, both up and past the kernel's link watch: until that has run, what the host
    /// itself sends is dropped.
    /// </summary>
    public (int First, int Second) CreateVeth(string first, string second)
    {
        Routes.Links.CreateVeth(first, second);
        (int one, int other) = (Index(first), Index(second));
        Routes.Links.SetUp(one, true);
        Routes.Links.SetUp(other, true);
        AwaitCarrier(one);
        AwaitCarrier(other);
        return (one, other);
    }

    /// <summary>Waits until the kernel's link watch has run: until then an interface that is up loses what is sent to it.</summary>
    public void AwaitCarrier(int index)
    {
        using RouteWatch watch = RouteWatch.OpenIn(Namespace);
        Deadline deadline = Deadline.Usual;
        while (Routes.Links.Find(index)!.State != OperationalState.Up)
        {
            Assert.False(deadline.Passed);
            watch.Wait(deadline.Left);
        }
    }

    public void Dispose()
    {
        Routes.Dispose();
        Namespace.Dispose();
    }
}

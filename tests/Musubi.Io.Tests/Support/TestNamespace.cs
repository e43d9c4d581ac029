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

    /// <summary>Two ends of a veth, both up, in this namespace.</summary>
    public (int First, int Second) CreateVeth(string first, string second)
    {
        Routes.Links.CreateVeth(first, second);
        (int one, int other) = (Index(first), Index(second));
        Routes.Links.SetUp(one, true);
        Routes.Links.SetUp(other, true);
        return (one, other);
    }

    public void Dispose()
    {
        Routes.Dispose();
        Namespace.Dispose();
    }
}

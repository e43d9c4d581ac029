using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>Guards between real interfaces, with dnsmasq as DHCP server and router, and busybox and the kernel as its clients.</summary>
public sealed class GuardedGuestsTests
{
    private const string Range = "--dhcp-range=10.9.0.50,10.9.0.60,2m";

    [Fact]
    public void A_guest_with_a_lease_uses_it_and_nothing_else_and_goes_on_when_the_data_plane_is_another()
    {
        using Bed bed = new(vms: 3);
        (Vm server, Vm client) = (bed.Vms[0], bed.Vms[1]);
        client.Port.Vnic.Guards = new GuardSettings { SpoofGuard = SpoofGuard.Snooped };
        using DhcpClient asking = new(client);
        string leased;
        using (FakeAgent agent = bed.StartAgent())
        using (Dnsmasq dhcp = new(server, Range))
        {
            Assert.False(client.CanReach(server.Address));
            leased = Assert.IsType<string>(asking.Ask());
            Assert.NotNull(agent.AwaitEvent(SwitchEvent.KindOneofCase.AddressesChanged));
            SeenAddress seen = Assert.Single(agent.Status(client.Port).SeenAddresses);
            Assert.Equal((leased, AddressOrigin.Dhcp), (new System.Net.IPAddress(seen.Address.Address.Span).ToString(), seen.Origin));
            Assert.True(client.CanReach(server.Address));
            Assert.True(bed.Vms[2].CanReach(leased));

            client.Namespace.Ip("address", "add", $"{client.Address}/24", "dev", "eth0");
            AssertSpoofed(bed, client, "ping", "-c", "1", "-W", "1", "-I", client.Address, server.Address);
            AssertSpoofed(bed, client, "arping", "-c", "1", "-w", "1", "-U", "-I", "eth0", client.Address);
            Assert.True(client.CanReach(server.Address));
            client.Port.Vnic.Guards.Seen.Add(seen);
        }

        using SwitchProcess dead = bed.Switch;
        dead.Kill();
        bed.Start();
        using FakeAgent second = bed.StartAgent();
        Assert.True(client.CanReach(server.Address));

        using Dnsmasq again = new(server, Range);
        asking.AskAndRelease();
        Deadline.Until(() => second.Status(client.Port).SeenAddresses.Count == 0, "what was given up is known no more");
        client.Namespace.Ip("address", "add", $"{leased}/24", "dev", "eth0");
        AssertSpoofed(bed, client, "ping", "-c", "1", "-W", "1", server.Address);
    }

    [Fact]
    public void A_DHCP_server_behind_a_guarded_port_serves_nobody()
    {
        using Bed bed = new(vms: 2);
        (Vm server, Vm client) = (bed.Vms[0], bed.Vms[1]);
        server.Port.Vnic.Guards = new GuardSettings { DhcpGuard = true };
        using FakeAgent agent = bed.StartAgent();
        using Dnsmasq dhcp = new(server, Range);
        using DhcpClient asking = new(client);
        Assert.Null(asking.Ask());
        Assert.True(bed.Counter(server.Port, "drop-dhcp-guard") > 0, "its offers were dropped by another");

        server.Port.Vnic.Guards = null;
        agent.Apply(bed.Plan());
        Assert.NotNull(asking.Ask());
    }

    [Fact]
    public void A_router_behind_a_guarded_port_is_nobody_s_and_a_guest_uses_the_address_that_it_claimed()
    {
        const string prefix = "2001:db8:9:";
        using Bed bed = new(vms: 2);
        (Vm router, Vm client) = (bed.Vms[0], bed.Vms[1]);
        router.Port.Vnic.Guards = new GuardSettings { RaGuard = true };
        client.Port.Vnic.Guards = new GuardSettings { SpoofGuard = SpoofGuard.Snooped };
        using FakeAgent agent = bed.StartAgent();
        foreach (Vm vm in (Vm[])[client, router])
        {
            vm.Namespace.Execute("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.eth0.disable_ipv6=0");
        }

        router.Namespace.Ip("address", "add", $"{prefix}:1/64", "dev", "eth0", "nodad");
        using Dnsmasq advertising = new(router, "--enable-ra", $"--dhcp-range={prefix}:,ra-only,64", "--ra-param=eth0,4");
        Deadline.Until(() => bed.Counter(router.Port, "drop-ra-guard") > 1, "its advertisements are dropped");
        Assert.DoesNotContain(prefix, client.Namespace.Ip("-6", "address"), StringComparison.Ordinal);

        router.Port.Vnic.Guards = null;
        agent.Apply(bed.Plan());
        Deadline.Until(() => client.Namespace.Ip("-6", "address").Contains(prefix, StringComparison.Ordinal), "the guest has an address of the router's prefix");
        Deadline.Until(() => agent.Status(client.Port).SeenAddresses.Any(seen => seen.Address.Address[5] == 9 && seen.Origin == AddressOrigin.Claimed), "and is seen to have claimed it");
        Deadline.Until(() => client.CanReach($"{prefix}:1"), "it reaches the router");

        client.Namespace.Ip("address", "add", $"{prefix}:bad/64", "dev", "eth0", "nodad");
        AssertSpoofed(bed, client, "ping", "-c", "1", "-W", "1", "-I", $"{prefix}:bad", $"{prefix}:1");
    }

    /// <summary>The program gets no answer, and what it sent was dropped for its address.</summary>
    private static void AssertSpoofed(Bed bed, Vm vm, params string[] program)
    {
        long before = bed.Counter(vm.Port, "drop-spoofed-address");
        string[] words = ["ip", "netns", "exec", vm.Namespace.Name, .. program];
        Command.TryRun(words);
        Assert.True(bed.Counter(vm.Port, "drop-spoofed-address") > before, $"{string.Join(' ', program)} was not dropped");
    }
}

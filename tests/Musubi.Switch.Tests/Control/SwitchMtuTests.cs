using System.Globalization;
using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Xdp;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>Frames of 9,000 bytes by real ports of each kind, and by name what is larger than the switch or a way out takes.</summary>
public sealed class SwitchMtuTests
{
    private const int Jumbo = 9000;
    private const int Headers = 28;
    private const int Pings = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Jumbo_frames_pass_between_guests_and_to_the_wire_and_no_byte_more(bool xdp)
    {
        using Bed bed = Start(Jumbo, out FakeAgent agent, out _, xdp);
        using FakeAgent kept = agent;
        Assert.Equal(Pings, Answered(bed.Vms[0], bed.Vms[1].Address, Jumbo));
        Assert.Equal(Pings, Answered(bed.Vms[0], Bed.Outside, Jumbo));
        Assert.Equal(0, bed.Counter(bed.Vms[0].Port, "drop-exceeds-mtu"));

        SetMtu(bed.Vms[0].Namespace, "eth0", Jumbo + 1);
        Assert.Equal(0, Answered(bed.Vms[0], Bed.Outside, Jumbo + 1));
        Assert.Equal(Pings, bed.Counter(bed.Vms[0].Port, "drop-exceeds-mtu"));
    }

    /// <summary>A switch of 1,500 bytes holds back what a guest sends beyond, whatever the physical network would take; from there too.</summary>
    [Fact]
    public void The_switchs_mtu_holds_where_guest_and_wire_take_more()
    {
        using Bed bed = Start(1500, out FakeAgent agent, out _);
        using FakeAgent kept = agent;
        Assert.Equal(Pings, Answered(bed.Vms[0], Bed.Outside, 1500));
        Assert.Equal(0, Answered(bed.Vms[0], Bed.Outside, 1501));
        Assert.Equal(Pings, bed.Counter(bed.Vms[0].Port, "drop-exceeds-mtu"));
        Assert.Equal(0, Answered(bed.OutsideNamespace, bed.Vms[0].Address, 1501));
        Assert.Equal(Pings, bed.Counter(bed.Uplinks[0].Port, "drop-exceeds-mtu"));
    }

    /// <summary>Somebody lowers a NIC's MTU: what it does not take any more is counted there, with AF_XDP too, where the kernel would say nothing.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_NIC_does_not_take_is_counted_there_while_it_does_not(bool xdp)
    {
        using Bed bed = Start(Jumbo, out FakeAgent agent, out PlannedPort uplink, xdp);
        using FakeAgent kept = agent;
        SetMtu(bed.HostNamespace, "u1", 1400);
        Deadline.Until(() => agent.Count("way-mtu-changes") == 1, "the NIC's MTU is seen");
        Assert.Equal(Pings, Answered(bed.Vms[0], Bed.Outside, 1400));
        Assert.Equal(0, Answered(bed.Vms[0], Bed.Outside, 1401));
        Assert.Equal(Pings, bed.Counter(uplink, "drop-tx-too-big"));
        Assert.Equal(Pings, Answered(bed.Vms[0], bed.Vms[1].Address, Jumbo));

        SetMtu(bed.HostNamespace, "u1", Jumbo);
        Deadline.Until(() => agent.Count("way-mtu-changes") == 2, "that it is raised again is seen");
        Assert.Equal(Pings, Answered(bed.Vms[0], Bed.Outside, Jumbo));
        Assert.Equal(Pings, bed.Counter(uplink, "drop-tx-too-big"));
    }

    [Fact]
    public void Guests_in_shared_memory_send_and_get_jumbo_frames()
    {
        using Namespace host = new("host");
        string run = Directory.CreateTempSubdirectory("mrt-").FullName;
        try
        {
            using SwitchProcess process = new(host, run, 1);
            using FakeAgent agent = new(run);
            using Guest one = new(1, listening: true) { PayloadBytes = Jumbo };
            using Guest other = new(2, listening: true) { PayloadBytes = Jumbo };
            one.Offer(agent);
            other.Offer(agent);
            SwitchPlan plan = new() { Generation = 1, Switches = { Switch(Jumbo) }, Ports = { one.Port.Clone(), other.Port.Clone() } };
            Assert.All(agent.Apply(plan).Ports, port => Assert.Equal(PortState.Running, port.State));
            one.Start();
            other.Start();
            int[] numbers = [.. Enumerable.Range(0, 20)];
            one.Send(other.Mac, numbers);
            Assert.Equal(numbers, other.Take(numbers.Length));
            Assert.Equal(14 + Jumbo, other.LargestTaken);
        }
        finally
        {
            Directory.Delete(run, true);
        }
    }

    /// <summary>Everything beside the switch takes 9,000 bytes. The first uplink alone is in use.</summary>
    private static Bed Start(int mtu, out FakeAgent agent, out PlannedPort uplink, bool xdp = false)
    {
        Bed bed = new(vms: 2);
        foreach ((Namespace place, string name) in new[] { (bed.OutsideNamespace, "eth0"), (bed.PhysicalNamespace, "out"), (bed.PhysicalNamespace, "p1"), (bed.HostNamespace, "u1"), (bed.PhysicalNamespace, "br0") })
        {
            SetMtu(place, name, Jumbo);
        }

        Array.ForEach([.. bed.Vms], vm => SetMtu(vm.Namespace, "eth0", Jumbo));
        agent = new FakeAgent(bed.RunDirectory);
        bed.OfferAll(agent);
        SwitchPlan plan = bed.Plan();
        plan.Switches[0] = Switch(mtu);
        if (xdp)
        {
            (plan.Ports[0], XdpUplink opened) = bed.Uplinks[0].OpenXdp(bed.HostNamespace);
            using (opened)
            {
                Offer(agent, plan.Ports[0], opened.Descriptors);
            }
        }

        uplink = plan.Ports[0];
        foreach (PlannedPort vm in plan.Ports.Where(port => port.Vnic is not null))
        {
            vm.Vnic.Teaming.Active.Clear();
            vm.Vnic.Teaming.Active.Add(uplink.Id);
        }

        Assert.All(agent.Apply(plan).Ports, port => Assert.Equal(PortState.Running, port.State));
        return bed;
    }

    private static PlannedSwitch Switch(int mtu) => new() { Key = 1, Id = new Guid(1, 3, 0, new byte[8]).ToString("D"), Name = "lab", Mtu = (uint)mtu };

    private static void Offer(FakeAgent agent, PlannedPort port, IReadOnlyList<FileDescriptor> descriptors)
    {
        DescriptorOffer offer = new();
        offer.Labels.AddRange(descriptors.Select((_, part) => new DescriptorLabel { PortId = port.Id, Incarnation = port.Incarnation, Part = (uint)part }));
        Assert.NotNull(agent.Ask(new AgentMessage { Offer = offer }, [.. descriptors]).OfferAccepted);
    }

    private static void SetMtu(Namespace place, string name, int mtu) => place.Ip("link", "set", name, "mtu", mtu.ToString(CultureInfo.InvariantCulture));

    private static int Answered(Vm from, string address, int bytes) => Answered(from.Namespace, address, bytes);

    /// <summary>How many of five pings in packets of this size, that nobody may fragment, are answered. Neighbours are made known first.</summary>
    private static int Answered(Namespace from, string address, int bytes)
    {
        Command.TryRun("ip", "netns", "exec", from.Name, "ping", "-n", "-q", "-c", "1", "-w", "10", address);
        string said = Command.TryRun("ip", "netns", "exec", from.Name, "ping", "-n", "-q", "-M", "do", "-s", $"{bytes - Headers}", "-c", $"{Pings}", "-i", "0.05", "-W", "1", address).Output;
        string line = said.Split('\n').Single(one => one.Contains(" received", StringComparison.Ordinal));
        return int.Parse(line.Split(',').Single(part => part.Contains(" received", StringComparison.Ordinal)).Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}

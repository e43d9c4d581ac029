using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Xdp;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>Uplinks by AF_XDP: ports of several descriptors.</summary>
public sealed class XdpUplinkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Frames_pass_between_vms_and_the_physical_network(int workers)
    {
        using Bed bed = new(vms: 2, workers);
        using FakeAgent agent = bed.StartAgent();
        (PlannedPort port, XdpUplink uplink) = bed.Uplinks[0].OpenXdp(bed.HostNamespace);
        using (uplink)
        {
            Offer(agent, port, uplink.Descriptors);
            SwitchPlan plan = bed.Plan();
            plan.Ports[0] = port;
            plan.Ports[1].Uplink.UplinkName = "unused";
            foreach (PlannedPort vm in plan.Ports.Where(one => one.Vnic is not null))
            {
                vm.Vnic.Teaming.Active.Clear();
                vm.Vnic.Teaming.Active.Add(port.Id);
            }

            Assert.All(agent.Apply(plan).Ports, one => Assert.Equal(PortState.Running, one.State));
        }

        Assert.True(bed.Vms[0].CanReach(Bed.Outside));
        Assert.True(bed.Vms[1].CanReach(Bed.Outside));
        Assert.True(bed.Counter(port, "rx-frames") > 0);
        Assert.True(agent.Status(port).LinkUp);
        bed.Uplinks[0].SetCable(false);
        Deadline.Until(() => !agent.Status(port).LinkUp, "the lost link is seen");
    }

    [Fact]
    public void Descriptors_are_handed_back_with_their_parts_in_order()
    {
        using Bed bed = new(vms: 0);
        using FakeAgent agent = bed.StartAgent();
        (PlannedPort port, XdpUplink uplink) = bed.Uplinks[0].OpenXdp(bed.HostNamespace);
        using XdpUplink taken = uplink;
        Offer(agent, port, uplink.Descriptors);
        DescriptorOffer held = agent.Ask(new AgentMessage { DescriptorRequest = new DescriptorRequest() }).Descriptors;
        Assert.Equal(Enumerable.Range(0, uplink.Descriptors.Count), held.Labels.Where(label => label.PortId == port.Id && label.Incarnation == port.Incarnation).Select(label => (int)label.Part));
    }

    [Fact]
    public void Parts_out_of_order_are_refused_by_name_and_a_port_with_parts_missing_faults_alone()
    {
        using Bed bed = new(vms: 0);
        using FakeAgent agent = bed.StartAgent();
        (PlannedPort port, XdpUplink uplink) = bed.Uplinks[0].OpenXdp(bed.HostNamespace);
        using XdpUplink taken = uplink;
        DescriptorLabel late = new() { PortId = port.Id, Incarnation = port.Incarnation, Part = 1 };
        Refused refused = agent.Ask(new AgentMessage { Offer = new DescriptorOffer { Labels = { late } } }, uplink.Descriptors[0]).Refused;
        Assert.Equal("labels[0].part", Assert.Single(refused.Errors).Field);
        Offer(agent, port, [uplink.Descriptors[0]]);
        SwitchPlan plan = bed.Plan();
        plan.Ports[0] = port;
        PlanApplied applied = agent.Apply(plan);
        Assert.Equal([PortState.Faulted, PortState.Running], applied.Ports.Select(one => one.State));
        Assert.Contains("descriptors", applied.Ports[0].Reason, StringComparison.Ordinal);
    }

    private static void Offer(FakeAgent agent, PlannedPort port, IReadOnlyList<FileDescriptor> descriptors)
    {
        DescriptorOffer offer = new();
        offer.Labels.AddRange(descriptors.Select((_, part) => new DescriptorLabel { PortId = port.Id, Incarnation = port.Incarnation, Part = (uint)part }));
        Assert.NotNull(agent.Ask(new AgentMessage { Offer = offer }, [.. descriptors]).OfferAccepted);
    }
}

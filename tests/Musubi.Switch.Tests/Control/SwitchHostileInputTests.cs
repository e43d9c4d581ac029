using System.Net.Sockets;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>What must not be able to hurt the process: garbage, wrong plans, wrong offers.</summary>
public sealed class SwitchHostileInputTests
{
    [Fact]
    public void Garbage_on_the_socket_ends_that_connection_and_nothing_else()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = bed.StartAgent();
        Random random = new(7);
        for (int i = 0; i < 20; i++)
        {
            byte[] garbage = new byte[random.Next(1, 10_000)];
            random.NextBytes(garbage);
            // The first few announce a length that is allowed, so that the message behind it is judged.
            if (i < 5)
            {
                BitConverter.TryWriteBytes(garbage, Math.Max(garbage.Length - 4, 0));
            }

            SendRaw(bed, garbage);
        }

        Deadline.Until(() => agent.Count("ended-connections") >= 20, "every such connection is counted");
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
        Assert.False(bed.Switch.HasExited);
    }

    [Fact]
    public void Ten_wrong_plans_are_refused_with_every_error_and_change_nothing()
    {
        using Bed bed = new(vms: 2);
        using FakeAgent agent = bed.StartAgent();
        SwitchStatus before = agent.Status();
        for (int i = 0; i < 10; i++)
        {
            SwitchPlan plan = bed.Plan();
            plan.Ports[2].Id = "x";
            plan.Ports[3].Vnic.Vlan = new VlanSettings { Access = 4095 };
            plan.Switches[0].Mtu = 1;
            Refused refused = agent.Ask(new AgentMessage { Plan = plan }).Refused;
            Assert.Equal(["ports[2].id", "ports[3].vnic.vlan.access", "switches[0].mtu"], refused.Errors.Select(error => error.Field).Order());
            Assert.All(refused.Errors, error => Assert.NotEmpty(error.Rule));
        }

        SwitchStatus after = agent.Status();
        Assert.Equal((before.Generation, before.Ports), (after.Generation, after.Ports));
        Assert.Equal(10UL, agent.Count("refused-plans"));
        Assert.True(bed.Vms[0].CanReach(bed.Vms[1].Address));
    }

    [Fact]
    public void A_generation_that_does_not_rise_is_refused()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        SwitchPlan stale = bed.Plan();
        stale.Generation = 1;
        PlanError error = Assert.Single(agent.Ask(new AgentMessage { Plan = stale }).Refused.Errors);
        Assert.Equal(("generation", "1"), (error.Field, error.Value));
    }

    [Fact]
    public void An_agent_that_asks_and_never_reads_is_cut_off_and_the_process_stays_small()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent deaf = bed.StartAgent();
        Assert.ThrowsAny<IOException>((Action)(() =>
        {
            while (true)
            {
                deaf.Post(new AgentMessage { StatusRequest = new StatusRequest() });
            }
        }));
        using FakeAgent next = new(bed.RunDirectory);
        Assert.Equal(1UL, next.Count("ended-connections"));
        Assert.True(bed.Vms[0].CanReach(Bed.Outside));
    }

    [Fact]
    public void An_offer_whose_labels_do_not_fit_its_descriptors_is_refused()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        DescriptorOffer offer = new() { Labels = { new DescriptorLabel { PortId = "not an id" } } };
        Refused refused = agent.Ask(new AgentMessage { Offer = offer }).Refused;
        Assert.Equal(["labels", "labels[0].port_id"], refused.Errors.Select(error => error.Field));
    }

    [Fact]
    public void A_plan_of_the_most_ports_is_answered_for_each_of_them()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        SwitchPlan plan = bed.Plan();
        for (int i = plan.Ports.Count; i < 4096; i++)
        {
            PlannedPort port = bed.Vms[0].Port.Clone();
            port.Id = new Guid(i, 9, 0, new byte[8]).ToString("D");
            port.Vnic.Mac = ByteString.CopyFrom(2, 0, 0, 9, (byte)(i >> 8), (byte)i);
            plan.Ports.Add(port);
        }

        PlanApplied applied = agent.Apply(plan);
        Assert.Equal(4096, applied.Ports.Count);
        Assert.Equal(3, applied.Ports.Count(port => port.State == PortState.Running));
        Assert.Equal(4096, agent.Status().Ports.Count);
        plan.Generation++;
        plan.Ports.Add(new PlannedPort());
        Assert.NotEmpty(agent.Ask(new AgentMessage { Plan = plan }).Refused.Errors);
        Assert.True(bed.Vms[0].CanReach(Bed.Outside));
    }

    [Fact]
    public void An_agent_of_another_protocol_is_refused_by_name_and_the_present_one_stays()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        using Socket raw = Connect(bed);
        byte[] hello = new AgentMessage { Sequence = 1, Hello = new AgentHello { ProtocolVersion = 99 } }.ToByteArray();
        raw.Send([.. BitConverter.GetBytes(hello.Length), .. hello]);
        byte[] answer = new byte[1000];
        raw.ReceiveTimeout = (int)Deadline.Limit.TotalMilliseconds;
        int length = raw.Receive(answer);
        PlanError error = Assert.Single(SwitchMessage.Parser.ParseFrom(answer, 4, length - 4).Refused.Errors);
        Assert.Equal(("protocol_version", "99", "must be 1"), (error.Field, error.Value, error.Rule));
        Assert.Equal(1UL, agent.Status().Generation);
    }

    [Fact]
    public void Requests_before_hello_end_the_connection()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        using Socket raw = Connect(bed);
        raw.Send([2, 0, 0, 0, 0x32, 0]);
        raw.ReceiveTimeout = (int)Deadline.Limit.TotalMilliseconds;
        Assert.Equal(0, raw.Receive(new byte[1]));
        Assert.Equal(1UL, agent.Status().Generation);
    }

    [Fact]
    public void The_socket_is_its_owners_alone()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        Assert.Equal("600", Command.Run("stat", "-c", "%a", Path.Combine(bed.RunDirectory, "switch.sock")).Trim());
    }

    [Fact]
    public void The_forwarding_threads_hold_no_capability()
    {
        using Bed bed = new(vms: 1);
        using FakeAgent agent = bed.StartAgent();
        string[] workers = [.. Directory.GetDirectories($"/proc/{agent.Welcome.ProcessId}/task")
            .Where(task => File.ReadAllText(Path.Combine(task, "comm")).StartsWith("worker-", StringComparison.Ordinal))];
        Assert.NotEmpty(workers);
        Assert.All(workers, task => Assert.Contains("CapEff:\t0000000000000000", File.ReadAllText(Path.Combine(task, "status")), StringComparison.Ordinal));
    }

    private static void SendRaw(Bed bed, byte[] bytes)
    {
        using Socket socket = Connect(bed);
        try
        {
            socket.Send(bytes);
        }
        catch (SocketException)
        {
            // The switch may have ended the connection at the first bytes.
        }
    }

    private static Socket Connect(Bed bed)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(bed.RunDirectory, "switch.sock")));
        return socket;
    }
}

using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Model.Config;
using Musubi.Model.Services;

namespace Musubi.Host.Tests.Agent;

/// <summary>vNICs whose guest's monitor shares memory over a socket.</summary>
public sealed class VhostUserTests
{
    private const string Socket = "/run/musubi/vhost/vm1.nic0.sock";

    private readonly AgentBench _bench = new();

    [Fact]
    public void A_port_waits_for_its_virtual_machine_without_holding_up_the_revision()
    {
        Attach(VhostUserListener.Qemu);
        PortRuntime port = Assert.Single(_bench.Core.View.Ports).Value;
        Assert.Equal((ObjectState.Done, false, $"no virtual machine listens at {Socket} yet"), (port.State, port.LinkUp, port.Reason));
        Assert.Equal([Socket], _bench.Core.View.AwaitedSockets);
        _bench.ApplyLastPlan();
        Assert.Equal(_bench.State.Current.Local.Revision, _bench.Core.View.AppliedLocal);
    }

    [Fact]
    public void A_connection_is_handed_over_and_then_the_data_plane_s_alone()
    {
        AttachWithMonitor();
        Assert.Single(_bench.Switch.Offered);
        Assert.False(_bench.Kernel.Connections[Socket].IsClosed);
        PlannedPort planned = Assert.Single(_bench.Switch.Plans.Last().Ports);
        Assert.Equal(new VhostUser { QueuePairs = 1 }, planned.Attachment.VhostUser);
        _bench.ApplyLastPlan();
        Assert.True(_bench.Kernel.Connections[Socket].IsClosed);
        _bench.Tick();
        Assert.Equal(1, _bench.Kernel.Count("connect"));
        Assert.Single(_bench.Switch.Offered);
    }

    [Fact]
    public void A_port_has_no_link_until_the_data_plane_says_that_a_guest_serves_it()
    {
        AttachWithMonitor();
        _bench.ApplyLastPlan();
        PlannedPort planned = Assert.Single(_bench.Switch.Plans.Last().Ports);
        Assert.Equal((ObjectState.Done, false), Seen());
        Tell(planned.Incarnation - 1);
        Assert.Equal((ObjectState.Done, false), Seen());
        Tell(planned.Incarnation);
        Assert.Equal((ObjectState.Done, true), Seen());

        void Tell(ulong incarnation) => _bench.Core.Handle(new SwitchSpoke(
            new SwitchMessage { Status = new SwitchStatus { Ports = { new PortStatus { PortId = planned.Id, Incarnation = incarnation, State = PortState.Running, LinkUp = true } } } }, []));

        (ObjectState, bool) Seen() => Assert.Single(_bench.Core.View.Ports).Value is var port ? (port.State, port.LinkUp) : default;
    }

    [Fact]
    public void When_the_front_end_has_gone_the_next_one_is_connected()
    {
        AttachWithMonitor();
        _bench.ApplyLastPlan();
        PlannedPort planned = Assert.Single(_bench.Switch.Plans.Last().Ports);
        PortFaulted fault = new() { PortId = planned.Id, Incarnation = planned.Incarnation, Reason = "the front end closed the connection" };
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Event = new SwitchEvent { PortFaulted = fault } }, []));
        Assert.Equal(2, _bench.Kernel.Count("connect"));
        Assert.Equal(2, _bench.Switch.Offered.Count());
    }

    [Fact]
    public void Another_data_plane_gets_another_connection()
    {
        AttachWithMonitor();
        _bench.ApplyLastPlan();
        _bench.Core.Handle(new SwitchLost("killed"));
        _bench.Tick();
        Assert.Equal(1, _bench.Kernel.Count("connect"));
        _bench.ConnectFreshSwitch();
        Assert.Equal(2, _bench.Kernel.Count("connect"));
        Assert.Equal(2, _bench.Switch.Offered.Count());
    }

    [Fact]
    public void A_restarted_agent_leaves_the_connection_to_the_data_plane_that_has_it()
    {
        AttachWithMonitor();
        PlannedPort planned = Assert.Single(_bench.Switch.Plans.Last().Ports);
        AgentBench second = new(_bench.Disk, _bench.Kernel);
        second.Core.Handle(new SwitchConnected(new SwitchWelcome { ProtocolVersion = 1, BootId = "boot", Generation = 9 }));
        DescriptorOffer held = new() { Labels = { new DescriptorLabel { PortId = planned.Id, Incarnation = planned.Incarnation } } };
        Io.Native.FileDescriptor adopted = AgentBench.NewDescriptor();
        second.Core.Handle(new SwitchSpoke(new SwitchMessage { Descriptors = held }, [adopted]));
        Assert.True(adopted.IsClosed);
        Assert.Equal(1, _bench.Kernel.Count("connect"));
        Assert.Empty(second.Switch.Offered);
        Assert.Single(second.Switch.Plans.Last().Ports);
    }

    [Fact]
    public void Where_the_switch_listens_the_socket_is_made_at_once_and_removed_with_the_port()
    {
        Attach(VhostUserListener.Switch);
        Assert.Equal(1, _bench.Kernel.Count($"listen {Socket}"));
        Assert.True(Assert.Single(_bench.Switch.Plans.Last().Ports).Attachment.VhostUser.Listening);
        _bench.Succeed(Commands.DisconnectVnic("vm1"));
        Assert.Equal(1, _bench.Kernel.Count($"delete {Socket}"));
        Assert.Equal(0, _bench.Kernel.Count("release"));
    }

    private void AttachWithMonitor()
    {
        _bench.Kernel.Monitors.Add(Socket);
        Attach(VhostUserListener.Qemu);
    }

    private void Attach(VhostUserListener server)
    {
        _bench.ConnectFreshSwitch();
        _bench.AddNic("eth1", 1, "192.0.2.1/24");
        _bench.Succeed(new Model.Commands.CreateSwitch(new Model.Commands.SwitchSpec { Name = "vs0", Uplinks = ["Uplink 1"], Hosts = [new Model.Commands.MemberSpec("h1", [])] }));
        _bench.Succeed(Commands.CreatePortGroup("lan", "vs0"));
        _bench.Succeed(Commands.ConnectVnic("vm1", "lan", new VhostUserAttachment(Socket, server)));
    }
}

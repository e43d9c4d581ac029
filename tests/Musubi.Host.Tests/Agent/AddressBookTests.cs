using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Host.State;
using Musubi.Host.Tests.State;
using Musubi.Model.Commands;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using AddressOrigin = Musubi.Contracts.Plan.AddressOrigin;
using ModelSpoofGuard = Musubi.Model.Policy.SpoofGuard;
using SeenAddress = Musubi.Contracts.Plan.SeenAddress;

namespace Musubi.Host.Tests.Agent;

/// <summary>What the data plane saw guests to have is there for the next one.</summary>
public sealed class AddressBookTests
{
    private readonly SimulatedDisk _disk = new();

    [Fact]
    public void A_new_data_plane_is_told_what_the_one_before_it_saw()
    {
        AgentBench bench = Guarded();
        Tell(bench, "10.0.0.7", "2001:db8::7");
        Assert.Equal(["10.0.0.7", "2001:db8::7"], bench.Core.View.Ports[PortId(bench)].SeenAddresses.Select(seen => seen.Address));

        bench.Core.Handle(new SwitchLost("died"));
        bench.ConnectFreshSwitch();

        Assert.Equal(["10.0.0.7", "2001:db8::7"], Handed(bench));
    }

    [Fact]
    public void A_lease_that_is_renewed_is_no_reason_for_a_new_plan()
    {
        AgentBench bench = Guarded();
        Tell(bench, "10.0.0.7");
        int plans = bench.Switch.Plans.Count();

        Tell(bench, "10.0.0.8");
        bench.Tick();

        Assert.Equal(plans, bench.Switch.Plans.Count());
    }

    [Fact]
    public void They_outlive_the_agent()
    {
        AgentBench bench = Guarded();
        TellAndStore(bench, "10.0.0.7");

        AgentBench next = new(_disk, bench.Kernel);
        next.ConnectFreshSwitch();

        Assert.Equal(["10.0.0.7"], Handed(next));
    }

    [Fact]
    public void What_a_guest_gave_up_is_forgotten_on_disk_too()
    {
        AgentBench bench = Guarded();
        TellAndStore(bench, "10.0.0.7");
        TellAndStore(bench);

        Assert.Empty(new AddressStore(_disk).Load(out string? problem));
        Assert.Null(problem);
    }

    [Fact]
    public void A_port_that_is_gone_is_forgotten()
    {
        AgentBench bench = Guarded();
        TellAndStore(bench, "10.0.0.7");
        bench.Succeed(Commands.DisconnectVnic("vm1"));
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = new SwitchStatus() }, []));

        Assert.Empty(new AddressStore(_disk).Load(out _));
    }

    [Fact]
    public void A_damaged_file_is_told_of_and_nothing_else_suffers()
    {
        AgentBench bench = Guarded();
        TellAndStore(bench, "10.0.0.7");
        _disk.Write(AddressStore.FileName, "[{\"portId\":"u8);

        AgentBench next = new(_disk, bench.Kernel);
        next.ConnectFreshSwitch();

        Assert.Contains("state.damaged", next.Reasons);
        Assert.Empty(Handed(next));
        Assert.Equal(ModelSpoofGuard.Snooped, next.State.Current.Local.PortGroups.Values.Single().Policy.Security!.Guards!.SpoofGuard);
    }

    [Fact]
    public void A_full_disk_is_told_of_once_and_tried_again()
    {
        AgentBench bench = Guarded();
        _disk.Full = true;
        TellAndStore(bench, "10.0.0.7");
        TellAndStore(bench, "10.0.0.7");
        Assert.Single(bench.Reasons, reason => reason == "state.full");
        _disk.Full = false;
        TellAndStore(bench, "10.0.0.7");
        Assert.Single(new AddressStore(_disk).Load(out _));
    }

    [Fact]
    public void The_plan_names_guards_and_addresses_and_nothing_where_nothing_is_guarded()
    {
        AgentBench bench = Guarded();
        GuardSettings guards = Assert.Single(bench.Switch.Plans.Last().Ports, port => port.Vnic is not null).Vnic.Guards;
        Assert.Equal((true, Musubi.Contracts.Plan.SpoofGuard.Snooped), (guards.DhcpGuard, guards.SpoofGuard));
        Assert.Equal(
            [new AddressPrefix { Address = ByteString.CopyFrom(10, 0, 0, 0), PrefixLength = 28 }, new AddressPrefix { Address = ByteString.CopyFrom(IPAddress.Parse("2001:db8::5").GetAddressBytes()), PrefixLength = 128 }],
            guards.Addresses);

        bench.Succeed(new UpdatePortGroup("lan", null, new PortGroupSpec { Policy = new PolicySpec { Guards = GuardSpec.Inherit } }));
        Assert.Null(Assert.Single(bench.Switch.Plans.Last().Ports, port => port.Vnic is not null).Vnic.Guards);
    }

    private AgentBench Guarded()
    {
        AgentBench bench = new(_disk);
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.Succeed(new UpdatePortGroup("lan", null, new PortGroupSpec
        {
            Policy = new PolicySpec { Guards = new GuardSpec { DhcpGuard = new Setting<bool?>(true), SpoofGuard = new Setting<ModelSpoofGuard?>(ModelSpoofGuard.Snooped) } },
        }));
        ConnectVnic connect = Commands.ConnectVnic("vm1", "lan", new Model.Config.NamespaceAttachment("vm1", "eth0"));
        bench.Succeed(connect with { Spec = connect.Spec with { Addresses = ["10.0.0.0/28", "2001:db8::5"] } });
        bench.ApplyLastPlan();
        return bench;
    }

    private static Guid PortId(AgentBench bench) => bench.State.Current.Local.Ports.Values.Single(port => port.Connection is not null).Id;

    private static IEnumerable<string> Handed(AgentBench bench) =>
        Assert.Single(bench.Switch.Plans.Last().Ports, port => port.Vnic is not null).Vnic.Guards.Seen.Select(seen => new IPAddress(seen.Address.Address.Span).ToString());

    /// <summary>As the data plane does once a second.</summary>
    private static void TellAndStore(AgentBench bench, params string[] addresses)
    {
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        Tell(bench, addresses);
    }

    private static void Tell(AgentBench bench, params string[] addresses)
    {
        PlannedPort planned = Assert.Single(bench.Switch.Plans.Last().Ports, port => port.Vnic is not null);
        PortStatus status = new() { PortId = planned.Id, Incarnation = planned.Incarnation, State = PortState.Running };
        status.SeenAddresses.AddRange(addresses.Select(text => IPAddress.Parse(text).GetAddressBytes()).Select(bytes => new SeenAddress
        {
            Address = new AddressPrefix { Address = ByteString.CopyFrom(bytes), PrefixLength = (uint)bytes.Length * 8 },
            Origin = AddressOrigin.Dhcp,
            ExpiresUnixSeconds = 4_000_000_000,
        }));
        bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = new SwitchStatus { Ports = { status } } }, []));
    }
}

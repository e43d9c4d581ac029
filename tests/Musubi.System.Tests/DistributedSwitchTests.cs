using Musubi.Lab.Checks;
using Musubi.Lab.Fabric;

namespace Musubi.SystemTests;

/// <summary>One distributed switch across three hosts, with real processes, real interfaces and a wire between them.</summary>
[Collection(LabCollection.Name)]
public sealed class DistributedSwitchTests(LabFixture lab, ITestOutputHelper output)
{
    private ProductionFabric Fabric => lab.Fabric;

    [Fact]
    public Task A_VM_shows_its_own_MAC_and_IP_on_the_wire_leased_or_static() => HoldsAsync(new OwnAddressOnTheWireCheck(Fabric));

    [Fact]
    public Task An_uplinks_NIC_has_no_IP_is_promiscuous_answers_nothing_and_is_never_a_source() => HoldsAsync(new SilentNicCheck(Fabric));

    [Fact]
    public Task VMs_of_one_port_group_reach_each_other_on_every_host_and_VLANs_stay_apart() => HoldsAsync(new PortGroupsCheck(Fabric));

    [Fact]
    public Task Frames_on_the_wire_carry_their_port_groups_tag() => HoldsAsync(new TagsCheck(Fabric));

    [Fact]
    public Task A_trunk_port_gets_exactly_its_ranges() => HoldsAsync(new TrunkCheck(Fabric));

    [Fact]
    public Task Broadcast_and_flooded_unicast_arrive_once_with_two_active_uplinks() => HoldsAsync(new NoLoopCheck(Fabric));

    [Fact]
    public Task A_VM_that_bridges_two_others_behind_it_has_their_MACs_learned_within_its_limit() => HoldsAsync(new BridgingVmCheck(Fabric));

    [Fact]
    public Task Private_VLANs_part_their_classes_on_one_host_and_across() => HoldsAsync(new PrivateVlanCheck(Fabric));

    [Fact]
    public Task Guests_pose_neither_as_DHCP_server_nor_by_anothers_address() => HoldsAsync(new GuardsCheck(Fabric));

    [Fact]
    public Task A_snooped_group_reaches_across_hosts_who_has_joined_it_and_nobody_else() => HoldsAsync(new MulticastCheck(Fabric));

    [Fact]
    public Task Jumbo_frames_cross_hosts_and_what_is_larger_is_counted_by_name() => HoldsAsync(new JumboCheck(Fabric));

    [Fact]
    public Task A_shaped_port_carries_its_rate_within_5_percent_and_delays_no_other() => HoldsAsync(new ShapingCheck(Fabric));

    [Fact]
    public Task Uplinks_are_shared_by_limits_within_5_percent_and_by_shares_within_10_when_full() => HoldsAsync(new IoControlCheck(Fabric));

    [Fact]
    public Task Rules_drop_mark_and_count_at_ports_and_uplinks() => HoldsAsync(new FilteringCheck(Fabric));

    [Fact]
    public Task Uplinks_that_speak_CDP_are_known_to_the_controller_until_they_take_their_leave() => HoldsAsync(new DiscoveryCheck(Fabric));

    [Fact]
    public Task A_LAG_is_spoken_for_on_every_host_and_carries_nothing_without_a_partner() => HoldsAsync(new LagCheck(Fabric));

    [Fact]
    public Task A_change_is_acknowledged_by_all_hosts_and_bad_ones_are_refused_whole() => HoldsAsync(new RevisionCheck(Fabric));

    [Fact]
    public Task A_standard_switch_works_without_a_controller_beside_the_distributed_one() => HoldsAsync(new StandardSwitchCheck(Fabric));

    [Fact]
    public Task A_VM_and_its_NIC_move_from_a_standard_switch_while_a_ping_goes_on() => HoldsAsync(new StandardMigrationCheck(Fabric));

    [Fact]
    public Task A_host_that_a_change_cuts_off_from_its_controller_undoes_it_and_says_so() => HoldsAsync(new RollbackCheck(Fabric));

    [Fact]
    public Task TCP_crosses_between_VMs_and_is_measured_beside_a_plain_bridge() => HoldsAsync(new BandwidthCheck(Fabric, CheckPace.Full));

    [Fact]
    public Task QEMU_guests_lease_addresses_and_carry_100_MB_intact() => HoldsAsync(new GuestsCheck(Fabric));

    [Fact]
    public Task The_controller_dead_for_120_s_costs_no_frame() => HoldsAsync(new ControllerDeadCheck(Fabric, CheckPace.Full));

    [Fact]
    public Task All_agents_dead_for_120_s_cost_no_frame() => HoldsAsync(new AgentsDeadCheck(Fabric, CheckPace.Full));

    [Fact]
    public Task A_host_that_boots_without_a_controller_comes_up_from_its_disk() => HoldsAsync(new BootFromDiskCheck(Fabric));

    private Task HoldsAsync(Check check) => CheckAssert.HoldsAsync(check, output);
}

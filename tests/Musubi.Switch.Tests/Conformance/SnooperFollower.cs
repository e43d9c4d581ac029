using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Conformance;

/// <summary>Follows groups for a bench as the control thread does: by what the pipeline hands over, and a table after each batch.</summary>
internal sealed class SnooperFollower : IBenchFollower, IGroupWire
{
    private readonly FakeTimeProvider _clock = new();
    private readonly GroupSnooper _snooper;
    private readonly PortSlot[] _slots;
    private readonly Dictionary<uint, SnoopingSettings> _settings;
    private readonly Dictionary<uint, int> _indexes;
    private readonly byte[] _frame = new byte[PuntRing.MostBytes];

    public SnooperFollower(SwitchPlan plan)
    {
        _settings = plan.Switches.Where(planned => planned.Snooping is not null).ToDictionary(planned => planned.Key, planned => SnoopingSettings.Of(planned, 0x0200_0000_ffff)!);
        _indexes = plan.Switches.Index().ToDictionary(planned => planned.Item.Key, planned => planned.Index);
        _slots = [.. plan.Ports.Select((port, i) => new PortSlot(new PortKey(Guid.ParseExact(port.Id, "D"), 1), i, port.Uplink is not null) { Planned = port, PlanIndex = i })];
        _snooper = new GroupSnooper(this, new SwitchCounters(), _clock);
    }

    public void OnCompiled(PipelineBench bench)
    {
        foreach (PortSlot slot in _slots.Where(slot => !slot.IsUplink))
        {
            int uplink = bench.Plan.Ports[slot.PlanIndex].PinnedUplink;
            slot.PinnedUplink = uplink == PortRecord.NoUplink ? null : _slots[uplink].Planned.Id;
        }

        _snooper.Follow(_settings, _slots.Where(slot => bench.IsPresent(slot.PlanIndex)));
        _snooper.FollowUplinks();
        Publish(bench);
    }

    public void OnBatch(PipelineBench bench)
    {
        while (bench.Punts.RingOf(PuntKind.Multicast).TryRead(_frame, out PuntEntry entry))
        {
            if (entry.Kind == PuntKind.Multicast)
            {
                _snooper.OnMessage(_slots[entry.Port], entry.Vlan, _frame.AsSpan(0, entry.Length), entry.Cut);
            }
        }

        Publish(bench);
    }

    public void OnWait(PipelineBench bench, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _snooper.OnTurn();
        }

        Publish(bench);
    }

    public void Ask(PortSlot port, ushort tag, in MembershipQuery query)
    {
    }

    public bool AskNetwork(PortSlot port, int vlan, in MembershipQuery query) => true;

    public void Tell(PortSlot port, int vlan, bool isIpv6, ReadOnlySpan<GroupMembership> memberships)
    {
    }

    private void Publish(PipelineBench bench) => bench.Plan.Groups.Table = _snooper.Build(bench.Plan, _indexes, () => 0x9E37_79B9_7F4A_7C15);
}

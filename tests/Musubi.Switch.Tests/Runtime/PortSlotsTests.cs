using Musubi.Contracts.Plan;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Runtime;

public sealed class PortSlotsTests
{
    private readonly PortSlots _slots = new(workers: 3, numbers: 64);

    [Fact]
    public void Ports_are_spread_over_the_workers_each_kind_for_itself()
    {
        PortSlot[] vnics = [.. Enumerable.Range(0, 6).Select(i => Add(i, uplink: false))];
        PortSlot[] uplinks = [.. Enumerable.Range(6, 3).Select(i => Add(i, uplink: true))];
        Assert.Equal([2, 2, 2], Enumerable.Range(0, 3).Select(worker => vnics.Count(slot => slot.Worker == worker)));
        Assert.Equal([0, 1, 2], uplinks.Select(slot => slot.Worker).Order());
    }

    [Fact]
    public void A_port_that_left_makes_room_at_its_worker_and_others_stay_where_they_are()
    {
        PortSlot[] slots = [.. Enumerable.Range(0, 3).Select(i => Add(i, uplink: false))];
        _slots.Remove(slots[1]);
        Assert.Equal(slots[1].Worker, Add(7, uplink: false).Worker);
        Assert.Null(_slots.Find(slots[1].Key));
        Assert.Same(slots[2], _slots.FindByNumber(2));
    }

    [Fact]
    public void A_new_incarnation_is_another_slot_and_the_id_finds_the_newer()
    {
        PortSlot old = Add(0, uplink: false);
        PlannedPort planned = old.Planned.Clone();
        planned.Incarnation = 2;
        PortSlot next = _slots.Add(new PortKey(old.Key.Id, 2), 9, planned);
        _slots.Remove(old);
        Assert.Same(next, _slots.FindById(planned.Id));
    }

    [Fact]
    public void The_way_by_a_LAG_is_a_member_that_frames_leave_by()
    {
        PortSlot[] members = [Add(0, uplink: true), Add(1, uplink: true)];
        LagUse lag = new("lag1", TimeProvider.System);
        foreach (PortSlot member in members)
        {
            member.Lag = new LagMembership(lag) { Collects = true };
        }

        Assert.Null(_slots.FindWay("lag1"));
        members[1].Lag!.Distributes = true;
        Assert.Same(members[1], _slots.FindWay("lag1"));
        Assert.Null(_slots.FindWay("lag2"));
        Assert.Same(members[0], _slots.FindWay(members[0].Key.IdText));
    }

    private PortSlot Add(int number, bool uplink)
    {
        PortKey key = new(new Guid(number, 0, 0, new byte[8]), 1);
        PlannedPort planned = new() { Id = key.IdText, Incarnation = 1 };
        if (uplink)
        {
            planned.Uplink = new UplinkRole();
        }
        else
        {
            planned.Vnic = new VnicRole();
        }

        return _slots.Add(key, number, planned);
    }
}

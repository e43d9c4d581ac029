using Microsoft.Extensions.Time.Testing;
using Musubi.Switch.Control;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Control;

public sealed class TakenMacsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TakenMacs _macs;
    private readonly PortSlot _slot = new(new PortKey(new Guid(1, 0, 0, new byte[8]), 1), 0, isUplink: false);

    public TakenMacsTests() => _macs = new TakenMacs(_clock);

    [Fact]
    public void The_first_change_takes_effect_at_once()
    {
        _macs.Add(_slot, 7);
        Assert.Equal([_slot], Take());
        Assert.Equal(7UL, _slot.TakenMac);
        Assert.Equal(Timeout.InfiniteTimeSpan, _macs.TimeToDue());
    }

    [Fact]
    public void A_guest_that_changes_without_end_costs_four_compilations_a_second_and_ends_with_its_newest()
    {
        int compilations = 0;
        ulong mac = 0;
        for (int ms = 0; ms < 10_000; ms++)
        {
            _macs.Add(_slot, ++mac);
            compilations += Take().Count;
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(compilations, 30, 41);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Take();
        Assert.Equal(mac, _slot.TakenMac);
    }

    [Fact]
    public void A_hundred_such_guests_together_cost_twenty_compilations_a_second()
    {
        PortSlot[] slots = [.. Enumerable.Range(0, 100).Select(i => new PortSlot(new PortKey(new Guid(i, 0, 0, new byte[8]), 1), i, isUplink: false))];
        int compilations = 0;
        for (int ms = 0; ms < 1000; ms++)
        {
            _macs.Add(slots[ms % 100], (ulong)ms + 1);
            compilations += Take().Count > 0 ? 1 : 0;
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(compilations, 1, 20);
    }

    [Fact]
    public void A_port_that_left_is_forgotten()
    {
        _macs.Add(_slot, 7);
        Assert.Empty(_macs.TakeDue(_ => false));
        Assert.Equal(Timeout.InfiniteTimeSpan, _macs.TimeToDue());
    }

    private IReadOnlyList<PortSlot> Take() => _macs.TakeDue(_ => true);
}

using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class AcknowledgementsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Acknowledgements _waiting;

    public AcknowledgementsTests() => _waiting = new Acknowledgements(_clock);

    [Fact]
    public void Plans_are_acknowledged_in_order_and_none_before_it_is_live()
    {
        Add(sequence: 1, serial: 10);
        Add(sequence: 2, serial: 11);
        Assert.False(_waiting.TryTake(serial => serial < 10, out _, out _));
        Assert.True(_waiting.TryTake(serial => serial <= 10, out _, out SwitchMessage reply));
        Assert.Equal(1UL, reply.InReplyTo);
        Assert.False(_waiting.TryTake(serial => serial <= 10, out _, out _));
    }

    [Fact]
    public void A_late_plan_is_told_once_and_still_waited_for()
    {
        Add(sequence: 1, serial: 10);
        Assert.Null(_waiting.FindLate());
        _clock.Advance(Acknowledgements.Patience);
        Assert.Equal(1UL, _waiting.FindLate());
        Assert.Null(_waiting.FindLate());
        Assert.Equal(Timeout.InfiniteTimeSpan, _waiting.TimeToDue());
        Assert.True(_waiting.TryTake(_ => true, out _, out _));
    }

    private void Add(ulong sequence, long serial) => _waiting.Add(null!, sequence, serial, new PlanApplied { Generation = sequence });
}

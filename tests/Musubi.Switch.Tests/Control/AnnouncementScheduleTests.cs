using Microsoft.Extensions.Time.Testing;
using Musubi.Switch.Control;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Control;

public sealed class AnnouncementScheduleTests
{
    private static readonly PortKey A = new(new Guid(1, 0, 0, new byte[8]), 1);
    private static readonly PortKey B = new(new Guid(2, 0, 0, new byte[8]), 1);

    private readonly FakeTimeProvider _clock = new();
    private readonly AnnouncementSchedule _schedule;

    public AnnouncementScheduleTests() => _schedule = new AnnouncementSchedule(_clock);

    [Fact]
    public void A_port_is_announced_at_once_and_twice_more()
    {
        _schedule.Start(A);
        List<double> at = [];
        for (int ms = 0; ms < 2000; ms += 10)
        {
            while (_schedule.TryTake(out PortKey port))
            {
                Assert.Equal(A, port);
                at.Add(ms);
            }

            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal([0, 150, 600], at);
        Assert.Equal(Timeout.InfiniteTimeSpan, _schedule.TimeToDue());
    }

    [Fact]
    public void Moving_again_and_again_does_not_pile_up()
    {
        for (int i = 0; i < 1000; i++)
        {
            _schedule.Start(A);
            _schedule.Start(B);
        }

        Assert.Equal(2, _schedule.Waiting);
        Assert.Equal(TimeSpan.Zero, _schedule.TimeToDue());
    }
}

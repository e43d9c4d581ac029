using Microsoft.Extensions.Time.Testing;
using Musubi.Switch.Control.Discovery;

namespace Musubi.Switch.Tests.Control.Discovery;

public sealed class AdvertisingClockTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly AdvertisingClock _timer;

    public AdvertisingClockTests() => _timer = new AdvertisingClock(_clock);

    [Fact]
    public void It_begins_fast_and_goes_on_every_thirty_seconds()
    {
        Assert.False(_timer.TryTake());
        Assert.Equal(Timeout.InfiniteTimeSpan, _timer.TimeToDue());
        _timer.StartFast();
        Assert.Equal([0, 1, 2, 3, 33, 63, 93], Times(100));
    }

    [Fact]
    public void A_change_is_told_at_once_but_a_flood_of_changes_once_a_second()
    {
        _timer.StartFast();
        Times(60);
        List<int> sent = [];
        for (int i = 0; i < 10_000; i++)
        {
            _timer.SendSoon();
            if (_timer.TryTake())
            {
                sent.Add(i);
            }

            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([0, 1, 2, 3, 4, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000], sent);
    }

    [Fact]
    public void Stopped_it_is_silent_and_a_fast_start_under_way_is_not_begun_anew()
    {
        _timer.StartFast();
        Assert.True(_timer.TryTake());
        _timer.StartFast();
        Assert.False(_timer.TryTake());
        _timer.Stop();
        Assert.Empty(Times(100));
    }

    /// <summary>In which of the next seconds it sends.</summary>
    private List<int> Times(int seconds)
    {
        List<int> times = [];
        for (int second = 0; second < seconds; second++)
        {
            Assert.Equal(_timer.TimeToDue() == TimeSpan.Zero, _timer.TryTake() && Add(times, second));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        return times;
    }

    private static bool Add(List<int> times, int second)
    {
        times.Add(second);
        return true;
    }
}

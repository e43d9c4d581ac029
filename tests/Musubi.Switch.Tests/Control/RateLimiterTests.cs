using Microsoft.Extensions.Time.Testing;
using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class RateLimiterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RateLimiter _limiter;

    public RateLimiterTests() => _limiter = new RateLimiter(_clock, TimeSpan.FromMilliseconds(100));

    [Fact]
    public void The_first_demand_is_met_at_once_and_only_once()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, _limiter.TimeToDue());
        _limiter.Demand();
        Assert.Equal(TimeSpan.Zero, _limiter.TimeToDue());
        Assert.True(_limiter.TryStart());
        Assert.False(_limiter.TryStart());
    }

    [Fact]
    public void Endless_demands_are_met_once_an_interval()
    {
        int met = 0;
        for (int i = 0; i < 1000; i++)
        {
            _limiter.Demand();
            met += _limiter.TryStart() ? 1 : 0;
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(10, met);
    }
}

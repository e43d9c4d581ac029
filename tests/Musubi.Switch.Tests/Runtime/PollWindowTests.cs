using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Runtime;

public sealed class PollWindowTests
{
    [Fact]
    public void Nothing_is_polled_before_a_sleep_was_short()
    {
        PollWindow window = default;
        window.Slept(PollWindow.Most * 10);
        Assert.Equal(0, window.Ticks);
    }

    [Fact]
    public void Short_sleeps_make_it_grow_to_its_bound()
    {
        PollWindow window = default;
        window.Slept(1);
        Assert.InRange(window.Ticks, 1, PollWindow.Most);
        for (int i = 0; i < 10; i++)
        {
            window.Slept(1);
        }

        Assert.Equal(PollWindow.Most, window.Ticks);
    }

    [Fact]
    public void Long_sleeps_make_it_shrink_to_nothing()
    {
        PollWindow window = default;
        for (int i = 0; i < 10; i++)
        {
            window.Slept(1);
        }

        for (int i = 0; i < 10; i++)
        {
            window.Slept(PollWindow.Most + 1);
        }

        Assert.Equal(0, window.Ticks);
    }
}

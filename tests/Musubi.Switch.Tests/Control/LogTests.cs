using Microsoft.Extensions.Time.Testing;
using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class LogTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StringWriter _written = new();

    [Fact]
    public void A_value_from_outside_cannot_forge_a_line_or_a_key()
    {
        new Log(_written, _clock).Warn("odd", ("name", "a b=c\"\n"), ("count", 3));
        Assert.EndsWith("level=warn event=odd name=\"a b=c\\\"\\u000a\" count=3" + Environment.NewLine, _written.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_any_length_makes_a_line_of_bounded_length()
    {
        new Log(_written, _clock).Warn("long", ("value", new string('x', 1_000_000)));
        Assert.InRange(_written.ToString().Length, Log.MaxValueChars, Log.MaxValueChars + 100);
    }

    [Fact]
    public void A_flood_of_one_kind_is_held_back_and_told_later()
    {
        Log log = new(_written, _clock);
        for (int i = 0; i < 1000; i++)
        {
            log.Error("flood");
        }

        log.Info("other");
        Assert.Equal(Log.LinesInWindow + 1, Lines().Length);

        _clock.Advance(TimeSpan.FromSeconds(11));
        log.Error("flood");
        Assert.Contains($"held_back={1000 - Log.LinesInWindow}", Lines()[^1], StringComparison.Ordinal);
    }

    public void Dispose() => _written.Dispose();

    private string[] Lines() => _written.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}

using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class OptionsTests
{
    [Fact]
    public void Flags_are_read()
    {
        Assert.Equal(new Options("/x", 3), Options.Parse(["--workers", "3", "--run", "/x"], out IReadOnlyList<string> errors));
        Assert.Empty(errors);
    }

    [Fact]
    public void The_defaults_serve_a_host()
    {
        Options options = Options.Parse([], out _)!;
        Assert.Equal("/run/musubi", options.RunDirectory);
        Assert.InRange(options.Workers, 1, 8);
    }

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        Assert.Null(Options.Parse(["--wrokers", "--workers", "17", "--run"], out IReadOnlyList<string> errors));
        Assert.Collection(errors,
            e => Assert.Contains("--wrokers", e, StringComparison.Ordinal),
            e => Assert.Contains("'17' must be a number in 1..16", e, StringComparison.Ordinal),
            e => Assert.Contains("--run", e, StringComparison.Ordinal));
    }
}

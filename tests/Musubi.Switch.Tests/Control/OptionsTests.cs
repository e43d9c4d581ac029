using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class OptionsTests
{
    private static readonly int[] Allowed = [0, 1, 4];

    [Fact]
    public void Flags_are_read()
    {
        Options options = Options.Parse(["--workers", "3", "--run", "/x"], Allowed, out IReadOnlyList<string> errors)!;
        Assert.Equal(("/x", 3), (options.RunDirectory, options.Workers));
        Assert.Empty(options.Processors);
        Assert.Empty(errors);
    }

    [Fact]
    public void The_defaults_serve_a_host()
    {
        Options options = Options.Parse([], Allowed, out _)!;
        Assert.Equal("/run/musubi", options.RunDirectory);
        Assert.InRange(options.Workers, 1, 8);
    }

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        Assert.Null(Options.Parse(["--wrokers", "--workers", "17", "--run"], Allowed, out IReadOnlyList<string> errors));
        Assert.Collection(errors,
            e => Assert.Contains("--wrokers", e, StringComparison.Ordinal),
            e => Assert.Contains("'17' must be a number in 1..16", e, StringComparison.Ordinal),
            e => Assert.Contains("--run", e, StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_folder_leaves_room_for_the_socket_s_path()
    {
        string longest = "/" + new string('x', Options.MostRunBytes - 1);
        Assert.NotNull(Options.Parse(["--run", longest], Allowed, out _));
        Assert.Equal(107, System.Text.Encoding.UTF8.GetByteCount(Path.Combine(longest, "switch.sock")));
        Assert.Null(Options.Parse(["--run", longest + "é"], Allowed, out IReadOnlyList<string> errors));
        Assert.Contains($"must be at most {Options.MostRunBytes} bytes as a full path, so that the socket's fits; it is {Options.MostRunBytes + 2}", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_processors_says_how_many_workers_there_are()
    {
        Options options = Options.Parse(["--processors", "4,1"], Allowed, out IReadOnlyList<string> errors)!;
        Assert.Empty(errors);
        Assert.Equal([4, 1], options.Processors);
        Assert.Equal(2, options.Workers);
    }

    [Theory]
    [InlineData("--processors: '2' must be one of 0,1,4, and named once", "--processors", "0,2")]
    [InlineData("--processors: '1' must be one of 0,1,4, and named once", "--processors", "1,1")]
    [InlineData("--processors: '' must be one of 0,1,4, and named once", "--processors", "")]
    [InlineData("--workers: '3' must be as many as --processors names, which is 2", "--processors", "0,1", "--workers", "3")]
    public void Processors_that_cannot_be_are_refused(string error, params string[] arguments)
    {
        Assert.Null(Options.Parse(arguments, Allowed, out IReadOnlyList<string> errors));
        Assert.Equal([error], errors);
    }
}

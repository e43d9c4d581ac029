using Musubi.Host.Kernel;

namespace Musubi.Host.Tests.Agent;

public sealed class AgentOptionsTests
{
    private static readonly string Longest = "/" + new string('x', AgentOptions.MostRunBytes - 1);

    [Fact]
    public void The_defaults_serve_a_host() =>
        Assert.Equal(new AgentOptions("/run/musubi", "/var/lib/musubi/host", "h1", UplinkDriver.AfPacket), AgentOptions.Parse([], "h1"));

    [Fact]
    public void The_longest_run_folder_leaves_room_for_both_sockets()
    {
        AgentOptions options = AgentOptions.Parse(["--run", Longest], "h1");
        Assert.All([options.SwitchSocket, options.ApiSocket], path => Assert.InRange(path.Length, 1, 107));
    }

    [Theory]
    [InlineData("--run needs a value", "--run")]
    [InlineData("unknown option --rnu", "--rnu", "/x")]
    [InlineData("--run '': must name a folder", "--run", "")]
    [InlineData("--uplink-driver dpdk: must be auto, af_xdp or af_packet", "--uplink-driver", "dpdk")]
    public void A_mistake_is_named(string problem, params string[] arguments) =>
        Assert.Equal(problem, Assert.Throws<FormatException>(() => AgentOptions.Parse(arguments, "h1")).Message);

    [Fact]
    public void A_run_folder_that_is_too_long_is_named_with_the_rule() =>
        Assert.Equal(
            $"--run {Longest}x: must be at most {AgentOptions.MostRunBytes} bytes as a full path, so that the sockets' fit; it is {AgentOptions.MostRunBytes + 1}",
            Assert.Throws<FormatException>(() => AgentOptions.Parse(["--run", Longest + "x"], "h1")).Message);
}

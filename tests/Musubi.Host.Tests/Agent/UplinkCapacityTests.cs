using Musubi.Model.Commands;

namespace Musubi.Host.Tests.Agent;

public sealed class UplinkCapacityTests
{
    [Fact]
    public void An_uplink_carries_what_was_said_or_else_what_its_link_says_or_said_last()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        Assert.Equal(0UL, Capacity());

        bench.Kernel.Nics[0] = bench.Kernel.Nics[0] with { SpeedMbps = 10_000 };
        bench.Tick();
        Assert.Equal(10_000_000_000UL, Capacity());

        bench.Kernel.Nics[0] = bench.Kernel.Nics[0] with { SpeedMbps = 0 };
        bench.Tick();
        Assert.Equal(10_000_000_000UL, Capacity());

        bench.Succeed(new UpdateMember("vs0", "h1", null, null) { Capacities = [new CapacitySpec("Uplink 1", 25_000_000)] });
        Assert.Equal(25_000_000UL, Capacity());

        ulong Capacity() => bench.Switch.Plans.Last().Ports.Single(port => port.Uplink is not null).Uplink.CapacityBitsPerSecond;
    }
}

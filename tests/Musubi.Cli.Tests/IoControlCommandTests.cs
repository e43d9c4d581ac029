using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Commands;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Cli.Tests;

public sealed class IoControlCommandTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task A_switchs_I_O_control_is_set()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch(revision: 7)).On("PATCH /api/v1/switches/prod", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "switch", "set", "prod", "--io-control", "on",
            "--io-traffic", "vmotion,shares=low,limit=2G", "--io-traffic", "virtual-machine,reservation=1G,limit=none", "--io-pool", "gold,quota=500M,shares=75", "--io-pool", "silver");

        Assert.True(outcome.Code == 0, outcome.Error);
        UpdateSwitch command = RequestReader.UpdateSwitch("prod", server.Requests[1].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(
            new IoControlSpec
            {
                Enabled = true,
                Traffic =
                [
                    new IoTrafficSpec(TrafficType.Vmotion, new IoSettings { Shares = 25, LimitBitsPerSecond = new Setting<long?>(2_000_000_000) }),
                    new IoTrafficSpec(TrafficType.VirtualMachine, new IoSettings { ReservationBitsPerSecond = 1_000_000_000, LimitBitsPerSecond = new Setting<long?>(null) }),
                ],
            },
            command.Spec.IoControl);
        Assert.Equal([new IoPool("gold", 500_000_000, 75), new IoPool("silver")], command.Spec.IoPools!.Value);
    }

    [Fact]
    public async Task Pools_are_taken_away_and_port_groups_out_of_them()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch(revision: 7)).On("PATCH /api/v1/switches/prod", Samples.Changed())
            .On("GET /api/v1/portgroups/web", Samples.PortGroup()).On("PATCH /api/v1/portgroups/web", Samples.Changed());

        Assert.Equal(0, (await _musubi.RunAsync(server, "switch", "set", "prod", "--io-pool", "none")).Code);
        Assert.Equal(0, (await _musubi.RunAsync(server, "portgroup", "set", "web", "--io-pool", "none")).Code);

        Assert.Empty(RequestReader.UpdateSwitch("prod", server.Requests[1].Json).Spec.IoPools!.Value);
        Assert.Equal(new Setting<string?>(null), RequestReader.UpdatePortGroup("web", server.Requests[3].Json).Spec.IoPool);
    }

    [Theory]
    [InlineData("--io-traffic", "bulk,shares=1")]
    [InlineData("--io-traffic", "vmotion")]
    [InlineData("--io-traffic", "vmotion,shares=101")]
    [InlineData("--io-traffic", "vmotion,shares=1,shares=2")]
    [InlineData("--io-traffic", "vmotion,quota=1")]
    [InlineData("--io-traffic", "vmotion,limit=fast")]
    [InlineData("--io-pool", "gold,reservation=1M")]
    [InlineData("--io-pool", ",quota=1M")]
    public async Task What_is_wrong_is_named(string option, string text)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, "switch", "set", "prod", option, text);
        Assert.Equal(2, outcome.Code);
        Assert.Contains($"{option}: ", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_vNIC_is_given_a_part_of_uplinks()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("PUT /api/v1/vms/vm1/vnics/nic0", Samples.Changed()).On("GET /api/v1/vms/vm1/vnics/nic0", Samples.Vm().Vnics[0]);

        Outcome outcome = await _musubi.RunAsync(server, "vm", "attach", "vm1", "--portgroup", "web", "--host", "h1", "--netns", "vm1", "--io-shares", "high", "--io-reservation", "100M", "--io-limit", "none");
        Outcome wrong = await _musubi.RunAsync(server, "vm", "attach", "vm1", "--portgroup", "web", "--host", "h1", "--netns", "vm1", "--io-shares", "much", "--io-limit", "fast");

        Assert.True(outcome.Code == 0, outcome.Error);
        ConnectVnic command = RequestReader.ConnectVnic("vm1", "nic0", server.Requests[0].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(new IoSettings { Shares = 100, ReservationBitsPerSecond = 100_000_000, LimitBitsPerSecond = new Setting<long?>(null) }, command.Spec.Io);
        Assert.Equal(2, wrong.Code);
        Assert.Contains("--io-shares: ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("--io-limit: ", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_classes_had_is_shown()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        ListResource<IoHostResource> hosts = Samples.List(new IoHostResource
        {
            Host = "h1",
            ReservableBitsPerSecond = 600_000_000,
            ReservedBitsPerSecond = 100_000_000,
            FreeBitsPerSecond = 500_000_000,
            Uplinks =
            [
                new IoUplinkResource
                {
                    Uplink = "Uplink 1",
                    Nic = "eth1",
                    CapacityBitsPerSecond = 10_000_000_000,
                    ReservedBitsPerSecond = 300_000_000,
                    Classes =
                    [
                        new IoClassResource { Kind = IoClassKind.Traffic, Name = "vmotion", Shares = 50, LimitBitsPerSecond = 2_000_000_000, Frames = 12, Bytes = 18_000, DelayedFrames = 3, DroppedFrames = 4, HeldFrames = 1 },
                        new IoClassResource { Kind = IoClassKind.Traffic, Name = "nfs", Shares = 50 },
                    ],
                },
            ],
        });
        server.On("GET /api/v1/switches/prod/io?host=h1", hosts).On("GET /api/v1/switches/prod/io", hosts);

        Outcome shown = await _musubi.RunAsync(server, "switch", "io", "prod", "--host", "h1");
        Outcome all = await _musubi.RunAsync(server, "switch", "io", "prod", "--all", "--uplink", "Uplink 1");
        Outcome json = await _musubi.RunAsync(server, "switch", "io", "prod", "-o", "json");

        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains("host h1: vNICs have reserved 100 Mbit/s of 600 Mbit/s, 500 Mbit/s are free", shown.Out, StringComparison.Ordinal);
        Assert.Contains("Uplink 1 (eth1): carries 10 Gbit/s, traffic types have reserved 300 Mbit/s", shown.Out, StringComparison.Ordinal);
        Assert.Matches(@"traffic vmotion\s+50\s+-\s+2 Gbit/s\s+12\s+18000\s+3\s+4\s+1", shown.Out);
        Assert.DoesNotContain("nfs", shown.Out, StringComparison.Ordinal);
        Assert.Contains("traffic nfs", all.Out, StringComparison.Ordinal);
        Assert.Equal("Uplink 1", json.Json[0].GetProperty("uplinks")[0].GetProperty("uplink").GetString());
    }
}

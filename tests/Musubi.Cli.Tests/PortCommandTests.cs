using System.Collections.Immutable;
using Musubi.Cli.Tests.Fakes;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Cli.Tests;

public sealed class PortCommandTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task The_list_shows_connected_ports_with_state_and_uplink()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/ports?portGroup=web&host=h1&connected=true", Samples.List(Samples.Port()));

        Outcome outcome = await _musubi.RunAsync(server, "port", "list", "--portgroup", "web", "--host", "h1");

        Assert.Equal(0, outcome.Code);
        Assert.Matches("^prod/12 +web +vm1 nic0 +h1 +02:00:00:00:00:01 +- +done +up +Uplink 2$", outcome.OutLines[1]);
    }

    [Fact]
    public async Task Free_ports_are_listed_when_all_are_asked_for()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/ports?switch=prod", Samples.List(Samples.Port() with { Connection = null, Runtime = null }));

        Outcome outcome = await _musubi.RunAsync(server, "port", "list", "--switch", "prod", "--all");

        Assert.Matches("^prod/12 +web +- +- +- +- +- +- +-$", outcome.OutLines[1]);
    }

    [Fact]
    public async Task A_port_is_found_by_switch_and_number()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/ports?switch=my%20switch&number=12", Samples.List(Samples.Port()));

        Outcome outcome = await _musubi.RunAsync(server, "port", "show", "my switch/12", "-o", "json");

        Assert.Equal(Samples.Id.ToString(), outcome.Json.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("prod/13", 4)]
    [InlineData("prod/x", 3)]
    [InlineData("prod", 3)]
    [InlineData("a/b/3", 3)]
    public async Task A_port_that_is_none_is_said_so(string name, int code)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/ports?switch=prod&number=13", Samples.List<PortResource>());

        Outcome outcome = await _musubi.RunAsync(server, "port", "show", name);

        Assert.Equal(code, outcome.Code);
        Assert.Contains($"(got \"{name}\")", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_changes_the_policy_of_the_port_that_was_named()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/ports?switch=prod&number=12", Samples.List(Samples.Port()))
            .On($"GET /api/v1/ports/{Samples.Id}", Samples.Port())
            .On($"PATCH /api/v1/ports/{Samples.Id}", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "port", "set", "prod/12", "--blocked", "yes");

        Assert.Equal((0, "port prod/12 was changed (revision 8)\n"), (outcome.Code, outcome.Out));
        Assert.Equal("\"5\"", server.Requests[^1].IfMatch);
        Assert.Empty(RequestReader.UpdatePort(Samples.Id, server.Requests[^1].Json).ReadErrors);
    }

    [Fact]
    public async Task Learned_MACs_are_listed_with_their_VLANs_and_how_many_there_are()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"GET /api/v1/ports/{Samples.Id}", Samples.Port());
        server.On($"GET /api/v1/ports/{Samples.Id}/macs", new PortMacsResource
        {
            PortId = Samples.Id,
            Number = 12,
            Switch = "prod",
            Count = 300,
            Macs = [new LearnedMac(MacAddress.Parse("06:00:00:00:00:01"), 10)],
        });

        Outcome outcome = await _musubi.RunAsync(server, "port", "macs", $"{Samples.Id}");

        Assert.Equal(0, outcome.Code);
        Assert.StartsWith("port prod/12: 1 of 300 learned MACs\n", outcome.Out, StringComparison.Ordinal);
        Assert.Matches("06:00:00:00:00:01 +10", outcome.Out);
    }

    [Fact]
    public async Task Addresses_are_listed_with_how_they_came_to_be_known_and_for_how_long()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"GET /api/v1/ports/{Samples.Id}", Samples.Port());
        server.On($"GET /api/v1/ports/{Samples.Id}/addresses", new PortAddressesResource
        {
            PortId = Samples.Id,
            Number = 12,
            Switch = "prod",
            SpoofGuard = "snooped",
            Configured = ["10.0.0.1"],
            Seen = [new SeenAddress("10.0.0.7", 20, AddressOrigin.Dhcp, DateTimeOffset.UnixEpoch.AddYears(60)), new SeenAddress("2001:db8::7", 20, AddressOrigin.Claimed, null)],
        });

        Outcome outcome = await _musubi.RunAsync(server, "port", "addresses", $"{Samples.Id}");

        Assert.Equal(0, outcome.Code);
        Assert.StartsWith("port prod/12: spoof guard snooped, 3 addresses\n", outcome.Out, StringComparison.Ordinal);
        Assert.Matches("10\\.0\\.0\\.1 +configuration", outcome.Out);
        Assert.Matches("10\\.0\\.0\\.7 +dhcp +20 +2030-01-01", outcome.Out);
        Assert.Matches("2001:db8::7 +claimed +20", outcome.Out);
    }

    [Fact]
    public async Task Counters_that_are_nought_are_left_out_unless_asked_for()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Answer(server, Statistics(("rx-frames", 10), ("drop-forged-transmit", 0)));

        Outcome some = await _musubi.RunAsync(server, "port", "stats", $"{Samples.Id}");
        Outcome all = await _musubi.RunAsync(server, "port", "stats", $"{Samples.Id}", "--all");

        Assert.Contains("rx-frames", some.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", some.Out, StringComparison.Ordinal);
        Assert.Contains("drop-forged-transmit", all.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watched_counters_are_read_as_often_as_asked_and_show_what_they_grew_by()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Answer(server, Statistics(("rx-frames", 10)), Statistics(("rx-frames", 25)), Statistics(("rx-frames", 30)));

        Outcome outcome = await _musubi.RunAsync(server, "port", "stats", $"{Samples.Id}", "--watch", "2", "--count", "3");

        Assert.Equal(0, outcome.Code);
        Assert.Equal(["rx-frames 10 -", "rx-frames 25 +15", "rx-frames 30 +5"],
            outcome.OutLines.Where(l => l.StartsWith("rx", StringComparison.Ordinal)).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal(TimeSpan.FromSeconds(4), _musubi.Time.Elapsed);
    }

    [Fact]
    public async Task Counters_of_another_connection_are_not_compared()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Answer(server, Statistics(("rx-frames", 10)), Statistics(("rx-frames", 25)) with { Incarnation = 2 });

        Outcome outcome = await _musubi.RunAsync(server, "port", "stats", $"{Samples.Id}", "--count", "2");

        Assert.DoesNotContain("+15", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watched_counters_are_one_line_of_json_each_time()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Answer(server, Statistics(("rx-frames", 10)));

        Outcome outcome = await _musubi.RunAsync(server, "port", "stats", $"{Samples.Id}", "--count", "2", "-o", "json");

        Assert.Equal(2, outcome.OutLines.Length);
        Assert.All(outcome.OutLines, line => Assert.Equal(10, System.Text.Json.JsonElement.Parse(line).GetProperty("counters").GetProperty("rx-frames").GetInt64()));
    }

    private static void Answer(FakeServer server, params PortStatisticsResource[] statistics)
    {
        server.On($"GET /api/v1/ports/{Samples.Id}", Samples.Port());
        foreach (PortStatisticsResource answer in statistics)
        {
            server.On($"GET /api/v1/ports/{Samples.Id}/stats", answer);
        }
    }

    private static PortStatisticsResource Statistics(params (string Name, ulong Value)[] counters) => new()
    {
        PortId = Samples.Id,
        Number = 12,
        Switch = "prod",
        Incarnation = 1,
        Counters = counters.ToImmutableSortedDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal),
    };
}

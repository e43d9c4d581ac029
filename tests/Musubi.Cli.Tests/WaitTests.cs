using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Services;

namespace Musubi.Cli.Tests;

public sealed class WaitTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task Wait_returns_when_every_host_runs_the_revision()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(9), 201)
            .On("GET /api/v1/revisions/9", Samples.Revision(9, Samples.HostStatus("h1", ObjectState.Pending), Samples.HostStatus("h2", ObjectState.Done)))
            .On("GET /api/v1/revisions/9", Samples.Revision(9, Samples.HostStatus("h1", ObjectState.Done), Samples.HostStatus("h2", ObjectState.Done)));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--wait");

        Assert.Equal((0, "switch prod was created (revision 9)\nrevision 9 runs on all 2 hosts\n"), (outcome.Code, outcome.Out));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Wait_that_is_too_long_ends_with_5_and_names_each_host_that_is_missing_and_why()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        ObjectStatus port = new(Samples.Id, "port 12 of prod", ObjectState.Error, "the namespace vm1 is gone");
        server.On("POST /api/v1/switches", Samples.Changed(8), 201).On("GET /api/v1/revisions/8", Samples.Revision(8,
            Samples.HostStatus("h1", ObjectState.Done), Samples.HostStatus("h2", ObjectState.Pending, "not connected"), Samples.HostStatus("h3", ObjectState.Error, "", port)));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--wait", "--timeout", "3s");

        Assert.Equal(5, outcome.Code);
        Assert.Equal(
            [
                "revision 8 is stored, but after 3 s it does not run everywhere:",
                "host h2: pending: not connected (runs revision 7)",
                "host h3: error (runs revision 7)",
                "host h3: port 12 of prod: error: the namespace vm1 is gone",
            ],
            outcome.ErrorLines);
        Assert.Equal(TimeSpan.FromSeconds(3), _musubi.Time.Elapsed);
    }

    [Fact]
    public async Task A_server_that_goes_away_while_it_is_waited_for_is_asked_again_and_then_named()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(9), 201)
            .On("GET /api/v1/revisions/9", Samples.Revision(9, Samples.HostStatus("h1", ObjectState.Pending))).Cut("GET /api/v1/revisions/9");

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--wait", "--timeout", "2s");

        Assert.Equal(7, outcome.Code);
        Assert.Equal("revision 9 is stored, but where it runs is not known:", outcome.ErrorLines[0]);
        Assert.StartsWith($"cannot reach the controller at {server.Address}", outcome.ErrorLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_comes_back_while_it_is_waited_for_does_no_harm()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(9), 201)
            .Cut("GET /api/v1/revisions/9").On("GET /api/v1/revisions/9", Samples.Revision(9, Samples.HostStatus("h1", ObjectState.Done)));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--wait");

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
    }

    [Fact]
    public async Task A_change_whose_answer_is_lost_is_said_to_be_unknown()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Cut("POST /api/v1/switches");

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod");

        Assert.Equal(7, outcome.Code);
        Assert.StartsWith("Whether the change was made is not known", outcome.ErrorLines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_of_a_fabric_without_hosts_is_only_stored()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(9), 201).On("GET /api/v1/revisions/9", Samples.Revision(9));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--wait");

        Assert.Equal((0, "revision 9 is stored; there is no host yet to run it"), (outcome.Code, outcome.OutLines[1]));
    }

    [Fact]
    public async Task Scripts_get_the_change_as_json_and_the_waiting_by_the_exit_code_alone()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(9), 201).On("GET /api/v1/revisions/9", Samples.Revision(9, Samples.HostStatus("h1", ObjectState.Done)));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--wait", "-o", "json");

        Assert.Equal((0, 9), (outcome.Code, outcome.Json.GetProperty("revision").GetInt64()));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_waited_for_all_the_same()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(9) with { Changed = false }).On("GET /api/v1/revisions/9", Samples.Revision(9, Samples.HostStatus("h1", ObjectState.Pending)));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--wait", "--timeout", "1");

        Assert.Equal((5, "switch prod is already so; nothing was changed\n"), (outcome.Code, outcome.Out));
    }
}

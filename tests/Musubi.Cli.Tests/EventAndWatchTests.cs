using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Cli.Tests;

public sealed class EventAndWatchTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task Events_are_listed_with_the_filters_that_were_asked_for()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/events?reason=vnic.connected&object=vnic%20vm1%20nic0&host=h1&severity=normal&limit=5&after=3", Samples.List(Samples.Event(4)));

        Outcome outcome = await _musubi.RunAsync(server, "event", "list", "--reason", "vnic.connected", "--object", "vnic vm1 nic0", "--host", "h1", "--severity", "normal", "--limit", "5", "--after", "3");

        Assert.Equal(0, outcome.Code);
        Assert.Matches("^2026-01-02 03:04:05Z +normal +vnic.connected +vnic vm1 nic0 +h1 +token admin +vnic vm1 nic0 was connected$", outcome.OutLines[1]);
    }

    [Fact]
    public async Task Followed_events_come_once_each_and_go_on_after_the_last_seen()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/events", Samples.List(Samples.Event(4, "first"), Samples.Event(5, "second")))
            .On("GET /api/v1/events?after=5", Samples.List(Samples.Event(6, "third")))
            .On("GET /api/v1/events?after=6", 503, "application/json", """{"errors":[{"field":"inventory","value":"","rule":"is away"}]}""");

        Outcome outcome = await _musubi.RunAsync(server, "event", "list", "--follow");

        Assert.Equal(1, outcome.Code);
        Assert.Equal(3, outcome.OutLines.Length);
        Assert.EndsWith("third  (token admin)", outcome.OutLines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_begins_at_the_newest_revision_and_shows_a_line_to_each_change()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/hosts?limit=1", Samples.List(Samples.Host()))
            .On("GET /api/v1/watch?from=8", 200, "text/event-stream", """
                event: open
                data: {"revision":8,"changes":[]}
                id: 8

                : a comment
                event: change
                data: {"revision":9,"changes":[{"kind":"portGroup","id":"i","action":"changed","resource":{"name":"web"}},
                data: {"kind":"port","id":"i","action":"created","resource":{"number":12,"switch":"prod"}},{"kind":"switch","id":"gone","action":"deleted"}]}

                event: resync
                data: {"revision":12,"changes":[]}


                """);

        Outcome outcome = await _musubi.RunAsync(server, "watch", "--count", "2");

        Assert.Equal(0, outcome.Code);
        Assert.Equal(["9  changed  portGroup web", "9  created  port prod/12", "9  deleted  switch gone"], outcome.OutLines[..3]);
        Assert.StartsWith("12  resync", outcome.OutLines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_whose_stream_ends_says_so()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/watch?from=3", 200, "text/event-stream", "event: change\ndata: {\"revision\":4,\"changes\":[]}\n\n");

        Outcome outcome = await _musubi.RunAsync(server, "watch", "--from", "3", "-o", "json");

        Assert.Equal((7, "{\"revision\":4,\"changes\":[]}\n"), (outcome.Code, outcome.Out));
        Assert.Contains("ended the stream", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_from_a_revision_that_is_none_is_refused()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Refuse("GET /api/v1/watch?from=99", 400, new Musubi.Model.Validation.ValidationError("from", "99", "has not been made"));

        Outcome outcome = await _musubi.RunAsync(server, "watch", "--from", "99");

        Assert.Equal((3, "from: has not been made (got \"99\")\n"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public async Task Status_tells_which_hosts_run_the_newest_revision()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/hosts?limit=1", Samples.List(Samples.Host()))
            .On("GET /api/v1/revisions/8", Samples.Revision(8, Samples.HostStatus("h1", ObjectState.Done), Samples.HostStatus("h2", ObjectState.Pending, "not connected")));

        Outcome people = await _musubi.RunAsync(server, "status");
        Outcome scripts = await _musubi.RunAsync(server, "status", "-o", "json");

        Assert.Equal(0, people.Code);
        Assert.Contains(people.OutLines, line => line.StartsWith("runs on", StringComparison.Ordinal) && line.EndsWith("1 of 2 hosts", StringComparison.Ordinal));
        Assert.Contains(people.OutLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^h2 +pending +7 +not connected +-$"));
        Assert.Equal(8, scripts.Json.GetProperty("inventory").GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task Status_of_an_agent_tells_of_its_fabric_and_how_its_uplinks_run()
    {
        using TemporaryFolder folder = new();
        await using FakeServer agent = await FakeServer.StartLocalAsync(folder.File("host.sock"));
        agent.On("GET /api/v1/hosts?limit=1", Samples.List(Samples.Host())).On("GET /api/v1/revisions/8", Samples.Revision(8, Samples.HostStatus("h1", ObjectState.Done)))
            .On("GET /api/v1/local", new LocalHostResource { Name = "h1", Controller = "192.0.2.1:7444", Connected = false, FabricRevision = 40, SwitchRunning = true })
            .On("GET /api/v1/nics", Samples.List(Samples.Nic() with { UplinkPath = "AF_PACKET: no hardware behind the NIC", UplinkState = "linkDown" }, Samples.Nic() with { Name = "eth7" }));

        Outcome outcome = await _musubi.RunAsync("status", "--local", folder.File("host.sock"));
        Outcome scripts = await _musubi.RunAsync("status", "--local", folder.File("host.sock"), "-o", "json");

        Assert.Equal(0, outcome.Code);
        Assert.Contains(outcome.OutLines, line => line.EndsWith("192.0.2.1:7444, disconnected, runs its revision 40", StringComparison.Ordinal));
        Assert.Contains(outcome.OutLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^eth1 +Uplink 1 +up +link down +AF_PACKET: no hardware behind the NIC$"));
        Assert.DoesNotContain("eth7", outcome.Out, StringComparison.Ordinal);
        Assert.Equal("AF_PACKET: no hardware behind the NIC", Assert.Single(scripts.Json.GetProperty("uplinks").EnumerateArray()).GetProperty("uplinkPath").GetString());
    }

    [Fact]
    public async Task Api_tokens_are_made_listed_and_revoked()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        object token = new { Id = Samples.Id, Name = "ci", Role = "readOnly", CreatedAt = "2026-01-02T03:04:05+00:00", Token = "secret" };
        server.On("POST /api/v1/tokens", token, 201).On("GET /api/v1/tokens", Samples.List(token)).On("DELETE /api/v1/tokens/ci", token);

        Outcome made = await _musubi.RunAsync(server, "token", "create", "ci", "--role", "read-only");
        Outcome list = await _musubi.RunAsync(server, "token", "list");
        Outcome gone = await _musubi.RunAsync(server, "token", "revoke", "ci");

        Assert.Equal(("secret\n", """{"name":"ci","role":"readOnly"}"""), (made.Out, server.Requests[0].Body));
        Assert.Matches("^ci +readOnly +2026-01-02 03:04:05Z ", list.OutLines[1]);
        Assert.DoesNotContain("secret", list.Out, StringComparison.Ordinal);
        Assert.Equal("token ci was revoked\n", gone.Out);
    }

    [Fact]
    public async Task Accounts_are_made_changed_and_removed_and_no_password_is_on_a_command_line()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        object account = new { Id = Samples.Id, Name = "eva", Role = "readOnly", CreatedAt = "2026-01-02T03:04:05+00:00" };
        server.On("POST /api/v1/accounts", account, 201).On("GET /api/v1/accounts", Samples.List(account)).On("PATCH /api/v1/accounts/eva", account).On("DELETE /api/v1/accounts/eva", account)
            .On("POST /api/v1/sessions", new { Account = "eva", Role = "readOnly", Token = "session.1", ExpiresAt = "2026-01-02T03:04:05+00:00" }, 201);

        Outcome made = await new CommandRunner { Input = "long enough\n" }.RunAsync(server, "account", "create", "eva", "--role", "read-only");
        Outcome list = await _musubi.RunAsync(server, "account", "list");
        Outcome changed = await new CommandRunner { Input = "another one\n" }.RunAsync(server, "account", "set", "eva", "--password");
        Outcome signedIn = await new CommandRunner { Input = "another one\n" }.RunAsync(server, "account", "sign-in", "eva");
        Outcome gone = await _musubi.RunAsync(server, "account", "remove", "eva");
        Outcome silent = await new CommandRunner { Input = "" }.RunAsync(server, "account", "create", "eva");

        Assert.Equal(("account eva was made, role readOnly\n", """{"name":"eva","role":"readOnly","password":"long enough"}"""), (made.Out, server.Requests[0].Body));
        Assert.Matches("^eva +readOnly +2026-01-02 03:04:05Z ", list.OutLines[1]);
        Assert.Equal("account eva was changed, role readOnly\n", changed.Out);
        Assert.Equal("""{"password":"another one"}""", server.Requests[2].Body);
        Assert.Equal("session.1\n", signedIn.Out);
        Assert.Equal("account eva was removed\n", gone.Out);
        Assert.Equal(2, silent.Code);
    }
}

using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Validation;

namespace Musubi.Cli.Tests;

public sealed class ErrorTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task Every_error_of_the_server_is_a_line_with_field_rule_and_value()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Refuse("POST /api/v1/portgroups", 400,
            new ValidationError("name", "a/b", "must be 1 to 80 printable characters"), new ValidationError("switch", "", "must be given"), new ValidationError("", "", "is wrong as a whole"));

        Outcome outcome = await _musubi.RunAsync(server, "portgroup", "create", "a/b", "--switch", "");

        Assert.Equal((3, ""), (outcome.Code, outcome.Out));
        Assert.Equal(["name: must be 1 to 80 printable characters (got \"a/b\")", "switch: must be given", "is wrong as a whole"], outcome.ErrorLines);
    }

    [Theory]
    [InlineData(400, 3)]
    [InlineData(401, 3)]
    [InlineData(403, 3)]
    [InlineData(422, 3)]
    [InlineData(404, 4)]
    [InlineData(409, 6)]
    [InlineData(500, 1)]
    [InlineData(503, 1)]
    public async Task The_exit_code_tells_the_kind_of_error(int status, int code)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Refuse("GET /api/v1/switches/prod", status, new ValidationError("switch", "prod", "rule"));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "show", "prod");

        Assert.Equal((code, "switch: rule (got \"prod\")\n"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public async Task An_answer_that_is_no_envelope_is_shown_shortened_and_made_safe()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", 502, "text/html", "<html>\e[31m" + new string('x', 1000));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "show", "prod");

        Assert.Equal(1, outcome.Code);
        Assert.Contains("502", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', outcome.Error);
        Assert.True(outcome.Error.Length < 400, outcome.Error);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_said_so()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", 200, "text/html", "<html>");

        Outcome outcome = await _musubi.RunAsync(server, "switch", "show", "prod");

        Assert.Equal(1, outcome.Code);
        Assert.Contains("not JSON", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_cannot_forge_lines_or_drive_the_terminal()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Refuse("GET /api/v1/switches/prod", 400, new ValidationError("a\nb", "\e[2J\u202e", "c\rd"));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "show", "prod");

        Assert.Equal(@"a\u000ab: c\u000dd (got ""\u001b[2J\u202e"")", Assert.Single(outcome.ErrorLines));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_name_that_a_path_would_swallow_is_refused_here(string name)
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "switch", "show", name);

        Assert.Equal(3, outcome.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_endless_name_is_refused_here_and_shown_shortened()
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "switch", "show", new string('x', 100_000));

        Assert.Equal(3, outcome.Code);
        Assert.True(outcome.Error.Length < 300, outcome.Error);
    }

    [Theory]
    [InlineData("a b", "a%20b")]
    [InlineData("結び", "%E7%B5%90%E3%81%B3")]
    [InlineData("[red]x[/]?q#f%2F&", "%5Bred%5Dx%5B%2F%5D%3Fq%23f%252F%26")]
    public async Task Names_reach_the_server_as_they_are(string name, string path)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"GET /api/v1/switches/{path}", Samples.Switch(name));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "show", name, "-o", "json");

        Assert.Equal((0, name), (outcome.Code, outcome.Json.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("swich")]
    [InlineData("switch", "shwo")]
    [InlineData("switch", "show")]
    [InlineData("switch", "show", "a", "b")]
    [InlineData("switch", "list", "--no-such-option")]
    [InlineData("switch", "list", "-o", "xml")]
    [InlineData("get", "gizmo")]
    [InlineData("completion", "csh")]
    public async Task A_mistake_on_the_command_line_ends_with_2_and_says_where_to_look(params string[] words)
    {
        Outcome outcome = await _musubi.RunAsync(words);

        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("--help", outcome.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_noun_alone_lists_its_verbs()
    {
        Outcome outcome = await _musubi.RunAsync("switch");

        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Contains("add-host", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_no_error_and_needs_no_server()
    {
        Outcome outcome = await _musubi.RunAsync("vm", "attach", "--help");

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains("--qmp", outcome.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_no_file()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/%40%2Fetc%2Fpasswd", Samples.Switch());

        Assert.Equal(0, (await _musubi.RunAsync(server, "switch", "show", "@/etc/passwd")).Code);
    }
}

using System.Diagnostics;
using Musubi.Cli.Tests.Fakes;

namespace Musubi.Cli.Tests;

public sealed class CompletionTests
{
    private readonly CommandRunner _musubi = new();

    [Theory]
    [InlineData("bash", "bash", "-n")]
    [InlineData("zsh", "zsh", "-n")]
    [InlineData("fish", "fish", "--no-execute")]
    public async Task The_script_is_valid_in_its_shell(string shell, string program, string check)
    {
        Assert.SkipUnless(Find(program), $"{program} is not installed");
        using TemporaryFolder folder = new();
        Outcome outcome = await _musubi.RunAsync("completion", shell);

        (int code, string error) = await ExecuteAsync(program, check, folder.Write("script", outcome.Out));

        Assert.Equal((0, ""), (code, error));
    }

    [Theory]
    [InlineData("switch", "sw")]
    [InlineData("add-host", "switch", "")]
    [InlineData("--promiscuous", "portgroup", "create", "web", "--pro")]
    [InlineData("accept", "portgroup", "create", "web", "--promiscuous", "")]
    [InlineData("yaml", "switch", "list", "-o", "")]
    [InlineData("portgroup", "get", "po")]
    [InlineData("read-only", "token", "create", "my token", "--role", "r")]
    public async Task What_may_stand_next_is_among_the_candidates(string expected, params string[] words)
    {
        Outcome outcome = await _musubi.RunAsync(["complete", "--", .. words]);

        Assert.Equal(0, outcome.Code);
        Assert.Contains(expected, outcome.OutLines);
        Assert.All(outcome.OutLines, line => Assert.StartsWith(words[^1], line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_are_completed_by_asking_the_server()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches?limit=500", Samples.List(Samples.Switch("prod"), Samples.Switch("prod 2"), Samples.Switch("lab")))
            .On("GET /api/v1/ports?limit=500", Samples.List(Samples.Port()));

        Outcome argument = await _musubi.RunAsync("complete", "--", "--server", server.Address, "switch", "show", "p");
        Outcome option = await _musubi.RunAsync("complete", "--", "--server", server.Address, "portgroup", "list", "--switch", "");
        Outcome port = await _musubi.RunAsync("complete", "--", "--server", server.Address, "port", "show", "prod/");

        Assert.Equal(["prod", "prod 2"], argument.OutLines);
        Assert.Equal(["lab", "prod", "prod 2"], option.OutLines);
        Assert.Equal(["prod/12"], port.OutLines);
    }

    [Fact]
    public async Task Without_a_server_there_are_no_names_and_no_complaint()
    {
        Outcome outcome = await _musubi.RunAsync("complete", "--", "switch", "show", "--server", "https://127.0.0.1:1", "");

        Assert.Equal((0, "", ""), (outcome.Code, outcome.Out, outcome.Error));
    }

    [Fact]
    public async Task Help_asks_no_server()
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "switch", "add-host", "--help");

        Assert.Equal(0, outcome.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Bash_completes_by_the_script()
    {
        Assert.SkipUnless(Find("bash"), "bash is not installed");
        using TemporaryFolder folder = new();
        Outcome outcome = await _musubi.RunAsync("completion", "bash");
        string script = folder.Write("script", outcome.Out + """
            musubi() { printf '%s\n' "my switch" "$*"; }
            COMP_WORDS=(musubi switch show m); COMP_CWORD=3
            _musubi
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        using Process bash = Process.Start(new ProcessStartInfo("bash", script) { RedirectStandardOutput = true })!;
        string output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("my\\ switch\ncomplete\\ --\\ switch\\ show\\ m\n", output);
    }

    private static bool Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<(int Code, string Error)> ExecuteAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}

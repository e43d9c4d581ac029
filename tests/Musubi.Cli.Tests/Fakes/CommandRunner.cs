using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Tests.Fakes;

/// <summary>Runs the program in this process.</summary>
public sealed class CommandRunner
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public LeapingTime Time { get; } = new();

    public string Input { get; init; } = "";

    public string? Home { get; init; }

    public bool Colours { get; init; }

    public CommandRunner With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public async Task<Outcome> RunAsync(params string[] arguments)
    {
        using StringReader input = new(Input);
        using StringWriter output = new();
        using StringWriter error = new();
        Surroundings surroundings = new()
        {
            In = input,
            Out = output,
            Error = error,
            Time = Time,
            Colours = Colours,
            Home = Home,
            Variable = name => _variables.GetValueOrDefault(name),
        };
        ExitCode code = await MusubiCommandLine.RunAsync(arguments, surroundings, TestContext.Current.CancellationToken);
        return new Outcome((int)code, output.ToString(), error.ToString());
    }

    /// <summary>Runs it against a server.</summary>
    public Task<Outcome> RunAsync(FakeServer server, params string[] arguments) => RunAsync([.. arguments, "--server", server.Address]);
}

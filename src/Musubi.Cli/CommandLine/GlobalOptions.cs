using System.CommandLine;
using System.CommandLine.Parsing;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Options that every command takes: which server, and how to show what it says.</summary>
internal sealed class GlobalOptions
{
    public const string DefaultSocket = "/run/musubi/host.sock";

    private readonly Option<string?> _config = Text("--config", "File with server, token and caPem, such as the controller's admin.json [MUSUBI_CONFIG, ~/.config/musubi/config.json]", "FILE");
    private readonly Option<string?> _server = Text("--server", "Address of the controller, instead of the file's", "URL");
    private readonly Option<string?> _token = Text("--token", "API token, instead of the file's [MUSUBI_TOKEN]", "TOKEN");
    private readonly Option<string?> _ca = Text("--ca", "PEM file that the controller's certificate must come from, instead of the file's caPem", "FILE");
    private readonly Option<string?> _local = Text("--local", $"Speak with this host's own agent, about its standard switches [MUSUBI_SOCKET, {DefaultSocket}]", "SOCKET");
    private readonly Option<OutputFormat> _output = new("--output", "-o") { Description = "table, wide, json or yaml", HelpName = "FORMAT", Recursive = true };

    public GlobalOptions()
    {
        _local.Arity = ArgumentArity.ZeroOrOne;
        _output.CustomParser = ReadFormat;
        _output.DefaultValueFactory = _ => OutputFormat.Table;
        _output.CompletionSources.Add("table", "wide", "json", "yaml");
    }

    public void AddTo(RootCommand root)
    {
        foreach (Option option in (IEnumerable<Option>)[_config, _server, _token, _ca, _local, _output])
        {
            root.Options.Add(option);
        }
    }

    public OutputFormat Format(ParseResult parsed) => parsed.GetValue(_output);

    public bool IsLocal(ParseResult parsed) => parsed.GetResult(_local) is not null;

    /// <summary>The agent's socket.</summary>
    public string Socket(ParseResult parsed, Surroundings surroundings) =>
        parsed.GetValue(_local) is { Length: > 0 } given ? given
        : surroundings.Variable("MUSUBI_SOCKET") is { Length: > 0 } variable ? variable
        : DefaultSocket;

    /// <summary>The server that this command is for.</summary>
    /// <exception cref="CliException">Not enough is given to reach one.</exception>
    public Endpoint Endpoint(ParseResult parsed, Surroundings surroundings) =>
        IsLocal(parsed) ? Connection.Endpoint.Agent(Socket(parsed, surroundings)) : Controller(parsed, surroundings);

    /// <summary>The controller, whether this command is for it or not.</summary>
    /// <exception cref="CliException">Not enough is given to reach one.</exception>
    public Endpoint Controller(ParseResult parsed, Surroundings surroundings)
    {
        ClientConfig config = FindConfig(parsed, surroundings) is { } path ? ConfigReader.Read(path) : new ClientConfig(null, null, null);
        string? token = parsed.GetValue(_token) ?? surroundings.Variable("MUSUBI_TOKEN");
        return Connection.Endpoint.Controller(config with
        {
            Server = parsed.GetValue(_server) ?? config.Server,
            Token = token is { Length: > 0 } ? token : config.Token,
            CaPem = parsed.GetValue(_ca) is { } ca ? ConfigReader.ReadText(ca) : config.CaPem,
        });
    }

    /// <summary>The file that tells of the controller; null when none is known.</summary>
    public string? FindConfig(ParseResult parsed, Surroundings surroundings)
    {
        if (parsed.GetValue(_config) is { } given)
        {
            return given;
        }

        if (surroundings.Variable("MUSUBI_CONFIG") is { Length: > 0 } variable)
        {
            return variable;
        }

        string? own = surroundings.Home is { Length: > 0 } home ? Path.Combine(home, ".config", "musubi", "config.json") : null;
        return own is not null && File.Exists(own) ? own : null;
    }

    private static Option<string?> Text(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, Recursive = true };

    private static OutputFormat ReadFormat(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        switch (text)
        {
            case "table":
                return OutputFormat.Table;
            case "wide":
                return OutputFormat.Wide;
            case "json":
                return OutputFormat.Json;
            case "yaml":
                return OutputFormat.Yaml;
            default:
                result.AddError(ErrorText.Line("--output", text, "must be table, wide, json or yaml"));
                return OutputFormat.Table;
        }
    }
}

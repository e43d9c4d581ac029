using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>One run of one command: what was typed, where it goes, how it is shown. One thread at a time.</summary>
internal sealed class Invocation : IDisposable
{
    private readonly GlobalOptions _globals;
    private ApiClient? _client;

    public Invocation(ParseResult parsed, Surroundings surroundings, GlobalOptions globals, CancellationToken cancellation)
    {
        Parsed = parsed;
        Surroundings = surroundings;
        _globals = globals;
        Cancellation = cancellation;
        Output = new ObjectWriter(surroundings, globals.Format(parsed));
    }

    public ParseResult Parsed { get; }

    public Surroundings Surroundings { get; }

    public CancellationToken Cancellation { get; }

    public ObjectWriter Output { get; }

    /// <summary>The command is for this host's agent.</summary>
    public bool IsLocal => _globals.IsLocal(Parsed);

    /// <summary>The server, known when first needed.</summary>
    public ApiClient Client => _client ??= new ApiClient(_globals.Endpoint(Parsed, Surroundings));

    /// <summary>Makes <see cref="Client"/> this host's agent, whatever server is configured.</summary>
    public ApiClient UseAgent() => _client ??= new ApiClient(Endpoint.Agent(_globals.Socket(Parsed, Surroundings)));

    /// <summary>Path of the agent's socket, whether this command is for the agent or not.</summary>
    public string AgentSocket => _globals.Socket(Parsed, Surroundings);

    /// <summary>The file that tells of the controller; null when none is known.</summary>
    public string? ConfigFile => _globals.FindConfig(Parsed, Surroundings);

    /// <summary>The controller, also in a command that is for the agent.</summary>
    /// <exception cref="CliException">Not enough is given to reach one.</exception>
    public Endpoint ControllerEndpoint() => _globals.Controller(Parsed, Surroundings);

    public T Value<T>(Option<T> option) => Parsed.GetValue(option)!;

    public T Value<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    public bool IsGiven(Option option) => Parsed.GetResult(option) is { Implicit: false };

    public Task<JsonElement> GetAsync(string path) => Client.GetAsync(path, Cancellation);

    /// <summary>All items of a list, however many answers it takes.</summary>
    public async Task<List<JsonElement>> ListAsync(string path)
    {
        List<JsonElement> items = [];
        while (true)
        {
            string part = items.Count == 0 ? path : path.With("offset", items.Count.ToString(CultureInfo.InvariantCulture));
            JsonElement page = await GetAsync(part).ConfigureAwait(false);
            int before = items.Count;
            items.AddRange(page.Items("items"));
            if (items.Count == before || items.Count >= page.Number("total"))
            {
                return items;
            }
        }
    }

    /// <summary>The newest revision of the server's inventory.</summary>
    public async Task<long> RevisionAsync() => (await GetAsync(Routes.Hosts.With("limit", "1")).ConfigureAwait(false)).Number("revision");

    public void Dispose() => _client?.Dispose();
}

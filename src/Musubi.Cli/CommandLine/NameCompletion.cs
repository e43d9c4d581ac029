using System.CommandLine.Completions;
using System.Text.Json;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Completes names of objects by asking the server. When that takes too long or fails, there are no candidates.</summary>
internal sealed class NameCompletion(Surroundings surroundings, GlobalOptions globals, KindView kind)
{
    private const string MaxNames = "500";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The kind that a word in a usage line stands for; null for other words.</summary>
    public static KindView? KindOf(string word) => word switch
    {
        "SWITCH" => Kinds.Switch,
        "PORTGROUP" => Kinds.PortGroup,
        "PORT" => Kinds.Port,
        "HOST" => Kinds.Host,
        "VM" => Kinds.Vm,
        _ => null,
    };

    public IEnumerable<CompletionItem> Candidates(CompletionContext context)
    {
        try
        {
            using ApiClient client = new(globals.Endpoint(context.ParseResult, surroundings));
            using CancellationTokenSource late = new(Patience);
            // The parser's sources are synchronous; there is no other work on this thread that could wait for this one.
            JsonElement page = Task.Run(() => client.GetAsync(kind.Collection.With("limit", MaxNames), late.Token)).GetAwaiter().GetResult();
            return [.. page.Items("items").Select(item => new CompletionItem(NameOf(item)))];
        }
        catch (Exception error) when (error is CliException or OperationCanceledException)
        {
            return [];
        }
    }

    private string NameOf(JsonElement item) => kind == Kinds.Port ? $"{item.Text("switch")}/{item.Text("number")}" : item.Text("name");
}

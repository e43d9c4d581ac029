using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>The one host that an agent knows: its own.</summary>
internal static class LocalHost
{
    public static async Task<string> NameAsync(Invocation invocation)
    {
        List<JsonElement> hosts = await invocation.ListAsync(Routes.Hosts).ConfigureAwait(false);
        return hosts is [var own]
            ? own.Text("name")
            : throw new CliException(ExitCode.Failure, $"{invocation.Client.Endpoint.Name} knows {hosts.Count} hosts, not just its own");
    }
}

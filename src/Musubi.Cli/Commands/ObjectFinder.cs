using System.Globalization;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Finds one object by what people call it. A port is SWITCH/NUMBER or an id, an adapter is HOST/NAME.</summary>
internal static class ObjectFinder
{
    public static async Task<JsonElement> FindAsync(Invocation invocation, KindView kind, string name)
    {
        if (kind == Kinds.Port)
        {
            return await FindPortAsync(invocation, name).ConfigureAwait(false);
        }

        if (kind == Kinds.Adapter)
        {
            return await invocation.GetAsync(Routes.Of(Routes.Adapters, Split(name, "HOST/NAME"))).ConfigureAwait(false);
        }

        if (kind.HasItems)
        {
            return await invocation.GetAsync(Routes.Of(kind.Collection, name)).ConfigureAwait(false);
        }

        List<JsonElement> all = await invocation.ListAsync(kind.Collection).ConfigureAwait(false);
        return all.Where(item => item.Text("name") == name || item.Text("id") == name || item.Text("sequence") == name).Select(item => (JsonElement?)item).FirstOrDefault()
            ?? throw new CliException(ExitCode.NotFound, ErrorText.Line(kind.Name, name, $"no such {kind.Name} exists"));
    }

    public static async Task<JsonElement> FindPortAsync(Invocation invocation, string name)
    {
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            return Guid.TryParse(name, out Guid id)
                ? await invocation.GetAsync(Routes.Of(Routes.Ports, id.ToString())).ConfigureAwait(false)
                : throw new CliException(ExitCode.Invalid, ErrorText.Line("port", name, "must be SWITCH/NUMBER, such as prod/12, or an id"));
        }

        string[] parts = Split(name, "SWITCH/NUMBER");
        if (Words.Number(parts[1]) is not { } number)
        {
            throw new CliException(ExitCode.Invalid, ErrorText.Line("port", name, "must be SWITCH/NUMBER, such as prod/12, or an id"));
        }

        string query = Routes.Ports.With("switch", parts[0]).With("number", number.ToString(CultureInfo.InvariantCulture));
        return (await invocation.ListAsync(query).ConfigureAwait(false)).Select(port => (JsonElement?)port).FirstOrDefault()
            ?? throw new CliException(ExitCode.NotFound, ErrorText.Line("port", name, "no such port exists"));
    }

    private static string[] Split(string name, string form) => name.Split('/') is [{ Length: > 0 }, { Length: > 0 }] parts
        ? parts
        : throw new CliException(ExitCode.Invalid, ErrorText.Line("name", name, $"must be {form}"));
}

using System.Text.Json.Nodes;

namespace Musubi.Cli.Commands;

/// <summary>Small steps of making a request's body.</summary>
internal static class RequestBodies
{
    /// <summary>Sets a field, unless the value is null.</summary>
    public static void AddIf(this JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }

    /// <exception cref="CliException">The body is empty: nothing was asked for.</exception>
    public static void RequireSome(this JsonObject body)
    {
        if (body.Count == 0)
        {
            throw new CliException(ExitCode.Usage, "nothing to change is given; see --help for what can be set");
        }
    }
}

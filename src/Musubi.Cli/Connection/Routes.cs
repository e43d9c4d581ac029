using System.Globalization;
using Musubi.Cli.Output;

namespace Musubi.Cli.Connection;

/// <summary>Paths of the REST interface. Names are escaped, and those that a path cannot carry are refused.</summary>
internal static class Routes
{
    public const string Root = "/api/v1/";
    public const string Switches = Root + "switches";
    public const string PortGroups = Root + "portgroups";
    public const string Ports = Root + "ports";
    public const string Vms = Root + "vms";
    public const string Adapters = Root + "adapters";
    public const string Hosts = Root + "hosts";
    public const string HostTokens = Root + "hosts/tokens";
    public const string Nics = Root + "nics";
    public const string Lags = Root + "lags";
    public const string Events = Root + "events";
    public const string Tokens = Root + "tokens";
    public const string Accounts = Root + "accounts";
    public const string Sessions = Root + "sessions";
    public const string Local = Root + "local";
    public const string LocalJoin = Root + "local/join";
    public const string Apply = Root + "apply";

    /// <summary>Longer ones are no names, whatever they are; the limit of names is the server's to judge.</summary>
    private const int MaxSegment = 256;

    public static string Of(string collection, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            collection = $"{collection}/{Segment(name)}";
        }

        return collection;
    }

    public static string Revision(long revision) => string.Create(CultureInfo.InvariantCulture, $"{Root}revisions/{revision}");

    public static string Watch(long from) => string.Create(CultureInfo.InvariantCulture, $"{Root}watch?from={from}");

    /// <summary>Adds a query parameter; null or "" adds none.</summary>
    public static string With(this string path, string parameter, string? value) => value is not { Length: > 0 }
        ? path
        : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}={Uri.EscapeDataString(value)}";

    private static string Segment(string name)
    {
        if (name.Length is 0 or > MaxSegment || name is "." or "..")
        {
            string shown = name.Length > MaxSegment ? name[..60] + "…" : name;
            throw new CliException(ExitCode.Invalid, ErrorText.Line("name", shown, $"must be 1 to {MaxSegment} characters, and neither \".\" nor \"..\""));
        }

        return Uri.EscapeDataString(name);
    }
}

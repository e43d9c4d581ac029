using System.Net;
using System.Text.Json;
using Musubi.Cli.Output;

namespace Musubi.Cli.Connection;

/// <summary>Turns an answer that is no success into lines and an exit code.</summary>
internal static class ApiErrors
{
    private const int MaxShownBody = 200;

    /// <param name="status">Of the answer.</param>
    /// <param name="body">The answer's, with the errors.</param>
    /// <param name="server">For people.</param>
    /// <param name="locate">Names a field of the request by where it stands in the user's own file; null when it came from no file.</param>
    public static CliException From(HttpStatusCode status, string body, string server, Func<string, string>? locate)
    {
        List<string> lines = [];
        foreach ((string field, string value, string rule) in Read(body))
        {
            lines.Add(ErrorText.Line(locate?.Invoke(field) ?? field, value, rule));
        }

        if (lines.Count == 0)
        {
            string shown = SafeText.Of(body.Length > MaxShownBody ? body[..MaxShownBody] + "…" : body).Trim();
            lines.Add($"{server} answered {(int)status} {status}{(shown.Length > 0 ? ": " + shown : "")}");
        }

        return new CliException(CodeOf(status), lines);
    }

    private static ExitCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.PreconditionRequired => ExitCode.Conflict,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ExitCode.Invalid,
        _ => ExitCode.Failure,
    };

    private static List<(string Field, string Value, string Rule)> Read(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Find("errors") is { ValueKind: JsonValueKind.Array } errors
                ? [.. errors.EnumerateArray().Select(e => (e.Text("field"), e.Text("value"), e.Text("rule")))]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

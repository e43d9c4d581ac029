using System.Text.Json;

namespace Musubi.Cli.Tests.Fakes;

/// <summary>How a run of the program ended.</summary>
/// <param name="Code">Its exit code.</param>
public sealed record Outcome(int Code, string Out, string Error)
{
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json => JsonElement.Parse(Out);
}

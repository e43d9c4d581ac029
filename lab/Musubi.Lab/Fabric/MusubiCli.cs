using System.Text.Json;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Fabric;

/// <summary>Runs the real `musubi` in a place of the lab, as a person would.</summary>
/// <param name="place">ctl to speak to the controller; a host's name to speak to its agent.</param>
internal sealed class MusubiCli(Datacenter datacenter, string place)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string[] _suffix = place == "ctl" ? [] : ["--local"];

    /// <summary>Runs it to its end, whatever comes of it.</summary>
    public Task<CommandResult> TryAsync(params string[] words) => datacenter.RunAsync(place, [Installation.Program("musubi"), .. words, .. _suffix], Limit);

    /// <summary>Runs it; a failure is an exception with what it said.</summary>
    public async Task<string> DoAsync(params string[] words)
    {
        CommandResult result = await TryAsync(words);
        return result.Succeeded ? result.Output : throw new LabException($"`musubi {string.Join(' ', words)}` in {place} failed ({result.ExitCode}): {result.Said}");
    }

    /// <summary>Runs it with `-o json`.</summary>
    public async Task<JsonElement> QueryAsync(params string[] words)
    {
        string output = await DoAsync([.. words, "-o", "json"]);
        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new LabException($"`musubi {string.Join(' ', words)} -o json` in {place} printed no JSON ({e.Message}): {output}");
        }
    }

    /// <summary>The items of a list.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(params string[] words)
    {
        JsonElement answer = await QueryAsync(words);
        JsonElement items = answer.ValueKind == JsonValueKind.Array ? answer : answer.GetProperty("items");
        return [.. items.EnumerateArray()];
    }
}

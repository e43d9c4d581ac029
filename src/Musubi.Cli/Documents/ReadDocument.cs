using System.Text.Json.Nodes;

namespace Musubi.Cli.Documents;

/// <summary>One document of a file.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Lines">Where each field stands, by path such as "policy.vlan" or "hosts[0].uplinks".</param>
internal sealed record ReadDocument(JsonNode? Value, int Line, IReadOnlyDictionary<string, int> Lines);

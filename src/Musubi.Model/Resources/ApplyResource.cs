using System.Text.Json;

namespace Musubi.Model.Resources;

/// <summary>The body of apply: documents of the kinds Switch, PortGroup, Vm and HostAdapter, each with its "kind".</summary>
public sealed record ApplyResource(ValueList<JsonElement> Documents);

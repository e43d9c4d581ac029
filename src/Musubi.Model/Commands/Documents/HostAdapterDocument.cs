namespace Musubi.Model.Commands.Documents;

public sealed record HostAdapterDocument(int Index, AdapterSpec Spec) : ApplyDocument(Index);

namespace Musubi.Model.Commands.Documents;

public sealed record PortGroupDocument(int Index, PortGroupSpec Spec) : ApplyDocument(Index);

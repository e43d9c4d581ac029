namespace Musubi.Model.Commands.Documents;

public sealed record SwitchDocument(int Index, SwitchSpec Spec) : ApplyDocument(Index);

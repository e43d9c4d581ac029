namespace Musubi.Model.Commands.Documents;

/// <summary>A document of no known kind: it carries only what is wrong with it.</summary>
public sealed record UnknownDocument(int Index) : ApplyDocument(Index);

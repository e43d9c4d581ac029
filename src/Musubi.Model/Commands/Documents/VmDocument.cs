namespace Musubi.Model.Commands.Documents;

/// <summary>A VM with those of its vNICs that are to be connected; others that it has are left alone.</summary>
public sealed record VmDocument(int Index, string Name, ValueList<VnicSpec> Vnics) : ApplyDocument(Index);

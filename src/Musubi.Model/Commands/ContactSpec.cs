namespace Musubi.Model.Commands;

/// <summary>Whom to ask about a switch. Null: as it is; empty: nobody.</summary>
public sealed record ContactSpec(string? Name, string? Details);

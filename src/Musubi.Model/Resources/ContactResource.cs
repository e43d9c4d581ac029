namespace Musubi.Model.Resources;

/// <summary>Whom to ask about a switch.</summary>
public sealed record ContactResource(string Name, string Details);

namespace Musubi.Pages.Overview;

/// <summary>Something that somebody should look at.</summary>
/// <param name="IsError">Else a warning.</param>
/// <param name="What">The object, by name.</param>
/// <param name="Why">In words.</param>
/// <param name="Address">The page about it.</param>
public sealed record Attention(bool IsError, string What, string Why, string Address);

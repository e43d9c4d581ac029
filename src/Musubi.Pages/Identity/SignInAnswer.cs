namespace Musubi.Pages.Identity;

/// <summary>How signing in went.</summary>
public enum SignInAnswer
{
    Done,

    /// <summary>Name or password; which of them is not told.</summary>
    Wrong,

    TooOften,
}

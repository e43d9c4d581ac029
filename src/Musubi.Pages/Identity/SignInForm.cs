namespace Musubi.Pages.Identity;

/// <summary>What is typed to sign in.</summary>
public sealed class SignInForm
{
    public string? Account { get; set; }

    public string? Password { get; set; }
}

namespace Musubi.Pages.Identity;

/// <summary>Where somebody goes on after signing in: a page of this controller, whatever a link says.</summary>
public static class ReturnPath
{
    public static string Of(string? wanted) =>
        wanted is { Length: > 0 } && wanted[0] == '/' && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.StartsWith("/\\", StringComparison.Ordinal)
        && !wanted.Any(char.IsControl) && Uri.TryCreate(wanted, UriKind.Relative, out _)
            ? wanted
            : "/";
}

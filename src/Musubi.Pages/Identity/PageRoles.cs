namespace Musubi.Pages.Identity;

/// <summary>Roles as they stand in a signed-in person's claims.</summary>
public static class PageRoles
{
    public const string Admin = "admin";

    public const string ReadOnly = "readOnly";
}

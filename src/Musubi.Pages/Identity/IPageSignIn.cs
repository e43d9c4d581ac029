using Microsoft.AspNetCore.Http;

namespace Musubi.Pages.Identity;

/// <summary>Signs people in and out of the pages; the process that serves them has it.</summary>
public interface IPageSignIn
{
    /// <summary>Checks name and password and, when they are right, has the answer carry the session's cookie.</summary>
    Task<SignInAnswer> SignInAsync(HttpContext context, string account, string password);

    Task SignOutAsync(HttpContext context);

    /// <summary>Whether what a page was opened with still holds: the account is there, with the same password and role.</summary>
    bool Holds(System.Security.Claims.ClaimsPrincipal user);
}

using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Musubi.Controller.Accounts;
using Musubi.Controller.Counting;
using Musubi.Controller.Rest;
using Musubi.Pages.Identity;

namespace Musubi.Controller.Web;

/// <summary>Sessions of people in a browser: the ticket that scripts present as a bearer token travels in a cookie that no script can read. Any thread.</summary>
internal sealed class PageSignIn(AccountBook accounts, SessionTickets tickets, ControllerCounters counters) : IPageSignIn
{
    public const string CookieName = "__Host-musubi";

    private const string TicketClaim = "ticket";

    public async Task<SignInAnswer> SignInAsync(HttpContext context, string account, string password)
    {
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        (Account? found, SignInRefusal refusal) = await accounts.SignInAsync(account, password, address, context.RequestAborted).ConfigureAwait(false);
        if (found is null)
        {
            counters.Add(ControllerCounter.SignInsRefused);
            return refusal == SignInRefusal.TooOften ? SignInAnswer.TooOften : SignInAnswer.Wrong;
        }

        (string ticket, DateTimeOffset end) = tickets.Issue(found);
        ClaimsIdentity identity = new(
            [new Claim(ClaimTypes.Name, found.Name), new Claim(ClaimTypes.Role, RoleWords.Of(found.Role)), new Claim(TicketClaim, ticket)],
            CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = end, IsPersistent = false }).ConfigureAwait(false);
        return SignInAnswer.Done;
    }

    /// <summary>Also pages that are open beside this one lose the session: the cookie alone would leave them with it.</summary>
    public Task SignOutAsync(HttpContext context)
    {
        if (context.User.FindFirstValue(TicketClaim) is { } ticket)
        {
            tickets.End(ticket);
        }

        return context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    public bool Holds(ClaimsPrincipal user) => user.FindFirstValue(TicketClaim) is { } ticket && tickets.Open(ticket) is not null;

    /// <summary>At each request: a session whose account is gone or changed is none.</summary>
    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is null || !Holds(context.Principal))
        {
            context.RejectPrincipal();
            await SignOutAsync(context.HttpContext).ConfigureAwait(false);
        }
    }
}

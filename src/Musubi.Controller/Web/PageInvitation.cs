using System.Security.Claims;
using Musubi.Api;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Pages.Guides;
using Musubi.Pages.Identity;

namespace Musubi.Controller.Web;

/// <summary>Join tokens for whoever clicks for one, as the route gives them to scripts. Any thread.</summary>
internal sealed class PageInvitation(IJoinTokenService tokens, IPageSignIn signIn, int fabricPort) : IHostInvitation
{
    private const int ValidHours = 24;

    public int FabricPort => fabricPort;

    public async Task<JoinTokenResource?> InviteAsync(ClaimsPrincipal user, CancellationToken cancellation) =>
        signIn.Holds(user) && user.IsInRole(PageRoles.Admin)
            ? await tokens.CreateAsync(ValidHours, new Caller($"account {user.Identity?.Name}"), cancellation).ConfigureAwait(false)
            : null;
}

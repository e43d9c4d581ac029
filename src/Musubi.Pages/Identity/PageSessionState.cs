using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace Musubi.Pages.Identity;

/// <summary>Looks every half minute whether whoever opened a page may still see it: a page that stays open outlives its request.</summary>
public sealed class PageSessionState(ILoggerFactory loggers, IPageSignIn signIn) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(signIn.Holds(authenticationState.User));
}

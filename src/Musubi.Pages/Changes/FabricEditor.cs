using Microsoft.AspNetCore.Components.Authorization;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Model.Validation;
using Musubi.Pages.Identity;

namespace Musubi.Pages.Changes;

/// <summary>Carries out what a page wants, in the name of whoever opened it, as far as the role permits. One page's own.</summary>
public sealed class FabricEditor(IInventoryService service, AuthenticationStateProvider identity, IPageSignIn signIn)
{
    /// <summary>Whether whoever opened the page may change anything.</summary>
    public async Task<bool> MayEditAsync() => (await identity.GetAuthenticationStateAsync()).User.IsInRole(PageRoles.Admin);

    /// <summary>What would become of it; nothing is changed.</summary>
    public Task<EditResult> TryAsync(PlannedChange change, CancellationToken cancellation = default) => RunAsync(change, dryRun: true, cancellation);

    /// <exception cref="InventoryUnavailableException">It could not be stored; nothing was changed.</exception>
    public Task<EditResult> DoAsync(PlannedChange change, CancellationToken cancellation = default) => RunAsync(change, dryRun: false, cancellation);

    /// <summary>Has a host try once more what it undid by itself. Null when it was told to, else why it was not.</summary>
    public async Task<string?> RetryHostAsync(Guid host, CancellationToken cancellation = default)
    {
        AuthenticationState state = await identity.GetAuthenticationStateAsync();
        return signIn.Holds(state.User) && state.User.IsInRole(PageRoles.Admin)
            ? await service.RetryHostAsync(host, new Caller($"account {state.User.Identity?.Name}"), cancellation)
            : "the account must have the role admin for this, and still be signed in";
    }

    private async Task<EditResult> RunAsync(PlannedChange change, bool dryRun, CancellationToken cancellation)
    {
        AuthenticationState state = await identity.GetAuthenticationStateAsync();
        string name = state.User.Identity?.Name ?? "";
        if (!signIn.Holds(state.User) || (!dryRun && !state.User.IsInRole(PageRoles.Admin)))
        {
            return new EditResult
            {
                Outcome = EditOutcome.Refused,
                Snapshot = service.Current,
                Errors = [new ValidationError("account", ShownValue.Of(name), "must have the role admin for this, and still be signed in")],
            };
        }

        InventoryCommand command = change.Command();
        return await service.ExecuteAsync(command, new Caller($"account {name}"), dryRun, cancellation);
    }
}

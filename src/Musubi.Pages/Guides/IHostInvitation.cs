using System.Security.Claims;
using Musubi.Model.Resources;

namespace Musubi.Pages.Guides;

/// <summary>Lets hosts join the fabric; the process that serves the pages has it.</summary>
public interface IHostInvitation
{
    /// <summary>The port on which the controller waits for hosts.</summary>
    int FabricPort { get; }

    /// <summary>A token with which one host may join, good for a day; null where the account may not make one.</summary>
    /// <exception cref="Model.Services.InventoryUnavailableException">It could not be stored.</exception>
    Task<JoinTokenResource?> InviteAsync(ClaimsPrincipal user, CancellationToken cancellation);
}

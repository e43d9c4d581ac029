using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Api;

/// <summary>Mints join tokens; the controller has it.</summary>
public interface IJoinTokenService
{
    /// <param name="validHours">1..720, already checked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    Task<JoinTokenResource> CreateAsync(int validHours, Caller caller, CancellationToken cancellation);
}

using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Api;

/// <summary>What an agent can do about its own host; the agent has it.</summary>
public interface ILocalHostService
{
    LocalHostResource Describe();

    /// <summary>Joins a fabric; ends when the certificate is on disk, or with the reason why not.</summary>
    Task<LocalJoinOutcome> JoinAsync(LocalJoinRequest request, Caller caller, CancellationToken cancellation);
}

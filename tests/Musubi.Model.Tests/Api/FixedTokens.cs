using Musubi.Api;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Model.Tests.Api;

internal sealed class FixedTokens : IJoinTokenService
{
    public Task<JoinTokenResource> CreateAsync(int validHours, Caller caller, CancellationToken cancellation) =>
        Task.FromResult(new JoinTokenResource($"token for {caller.Name}", DateTimeOffset.UnixEpoch.AddHours(validHours)));
}

using Musubi.Api;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Api;

/// <summary>Joins with the token "good" only.</summary>
internal sealed class FixedHost : ILocalHostService
{
    private string _controller = "";

    public LocalHostResource Describe() => new() { Name = "h1", Controller = _controller };

    public Task<LocalJoinOutcome> JoinAsync(LocalJoinRequest request, Caller caller, CancellationToken cancellation)
    {
        if (request.Token != "good")
        {
            return Task.FromResult(new LocalJoinOutcome(EditOutcome.Refused, [new ValidationError("token", "", "must be unused")]));
        }

        _controller = request.Controller;
        return Task.FromResult(new LocalJoinOutcome(EditOutcome.Done, []));
    }
}

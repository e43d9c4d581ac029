using Grpc.Core;
using Musubi.Api;
using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Edge;
using Musubi.Host.State;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Host.Local;

/// <summary>How this host stands with its fabric, and joining one. Any thread.</summary>
internal sealed class LocalHostService(AgentLoop loop, AgentCore core) : ILocalHostService
{
    public LocalHostResource Describe()
    {
        AgentView view = core.View;
        return new LocalHostResource
        {
            HostId = view.State.HostId,
            Name = view.State.HostName,
            FabricId = view.State.Fabric?.FabricId ?? "",
            Controller = view.State.Fabric?.Controller ?? "",
            Connected = view.FabricConnected,
            FabricRevision = view.AppliedFabric,
            SwitchRunning = view.SwitchRunning,
            Rollback = StandardSwitchView.Of(LocalInventoryService.RollbackOf(view.State.Undone)),
            UndoneInSeconds = view.UndoneIn is { } left ? (int)Math.Ceiling(Math.Max(0, left.TotalSeconds)) : null,
        };
    }

    public async Task<LocalJoinOutcome> JoinAsync(LocalJoinRequest request, Caller caller, CancellationToken cancellation)
    {
        HostState state = core.View.State;
        if (state.Fabric is { } present)
        {
            return Failed(EditOutcome.Conflict, "controller", request.Controller, $"this host belongs to the fabric at {present.Controller} already");
        }

        string name = request.Name ?? state.HostName;
        try
        {
            FabricMembership membership = await FabricJoiner.JoinAsync(request.Controller, request.Token, state.HostId, name, cancellation).ConfigureAwait(false);
            TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await loop.PostAsync(new Joined(membership, name, stored), cancellation).ConfigureAwait(false);
            await stored.Task.WaitAsync(cancellation).ConfigureAwait(false);
            return new LocalJoinOutcome(EditOutcome.Done, []);
        }
        catch (UriFormatException failure)
        {
            return Failed(EditOutcome.Invalid, "controller", request.Controller, $"must be address:port ({failure.Message})");
        }
        catch (FormatException failure)
        {
            return Failed(EditOutcome.Invalid, "token", Shorten(request.Token), failure.Message);
        }
        catch (RpcException failure)
        {
            (EditOutcome outcome, string field) = failure.StatusCode switch
            {
                StatusCode.PermissionDenied => (EditOutcome.Refused, "token"),
                StatusCode.AlreadyExists => (EditOutcome.Conflict, "name"),
                StatusCode.InvalidArgument => (EditOutcome.Invalid, "request"),
                _ => (EditOutcome.Refused, "controller"),
            };
            return Failed(outcome, field, field == "token" ? Shorten(request.Token) : field == "name" ? name : request.Controller, failure.Status.Detail);
        }
        catch (IOException failure)
        {
            throw new InventoryUnavailableException($"the certificate could not be stored: {failure.Message}", failure);
        }
    }

    private static LocalJoinOutcome Failed(EditOutcome outcome, string field, string value, string rule) => new(outcome, [new ValidationError(field, value, rule)]);

    /// <summary>A token's secret must not stand in an error.</summary>
    private static string Shorten(string token) => token.Length <= 8 ? token : token[..8] + "...";
}

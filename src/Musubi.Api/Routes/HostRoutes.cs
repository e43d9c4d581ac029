using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Api.Routes;

/// <summary>/hosts and /nics</summary>
internal static class HostRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/hosts").WithTags("hosts");
        group.MapGet("", List).WithSummary("List hosts").Produces<ListResource<HostResource>>();
        group.MapGet("/{name}", Show).WithSummary("Show a host").Produces<HostResource>();
        group.MapPatch("/{name}", UpdateAsync).WithSummary("Rename a host, or change its entitlement")
            .Accepts<HostResource>("application/json").Produces<ChangeResource>();
        group.MapDelete("/{name}", RemoveAsync).WithSummary("Remove a host from the fabric").Produces<ChangeResource>();
        group.MapGet("/{name}/switches", ListSwitches).WithSummary("List the standard switches that a host has of its own").Produces<ListResource<StandardSwitchResource>>();
        group.MapPost("/{name}/retry", RetryAsync).WithSummary("Have a host try once more what it undid by itself").Produces<RetryResource>();
        api.MapGet("/nics", ListNics).WithTags("hosts").WithSummary("List the physical NICs of hosts").Produces<ListResource<NicResource>>();
    }

    private static IResult List(IInventoryService service, string? @switch, string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        HashSet<Guid>? members = @switch is null ? null : [.. (Lookup.Switch(view.Snapshot, @switch)?.Members ?? []).Select(m => m.HostId)];
        return new Page(new QueryValues(), limit, offset).Answer(view.Snapshot.Revision,
            view.Snapshot.Hosts.Values.Where(h => members is null || members.Contains(h.Id)).OrderBy(h => h.Name, StringComparer.Ordinal),
            view.Show);
    }

    private static IResult Show(HttpContext context, IInventoryService service, string name)
    {
        InventorySnapshot snapshot = service.Current;
        return Lookup.Host(snapshot, name) is { } config
            ? ApiResults.One(context, new ResourceView(snapshot, service).Show(config), config.Revision)
            : ApiResults.NotFound("host", name);
    }

    private static IResult ListSwitches(IInventoryService service, string name, string? limit, string? offset)
    {
        InventorySnapshot snapshot = service.Current;
        if (Lookup.Host(snapshot, name) is not { } host)
        {
            return ApiResults.NotFound("host", name);
        }

        HostRuntime? runtime = service.FindHostRuntime(host.Id);
        return new Page(new QueryValues(), limit, offset).Answer(snapshot.Revision, runtime?.StandardSwitches ?? [], one => StandardSwitchView.Of(host, runtime!, one));
    }

    private static async Task<IResult> RetryAsync(HttpContext context, IInventoryService service, string name)
    {
        if (Lookup.Host(service.Current, name) is not { } host)
        {
            return ApiResults.NotFound("host", name);
        }

        string? refusal = await service.RetryHostAsync(host.Id, context.FindCaller()!, context.RequestAborted);
        return refusal is null
            ? Results.Json(new RetryResource { Host = host.Name, HostId = host.Id })
            : ApiResults.Error(StatusCodes.Status409Conflict, "host", host.Name, refusal);
    }

    private static IResult ListNics(IInventoryService service, string? host, string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        Guid? hostId = host is null ? null : Lookup.Host(view.Snapshot, host)?.Id ?? Guid.Empty;
        return new Page(new QueryValues(), limit, offset).Answer(view.Snapshot.Revision,
            view.Snapshot.Hosts.Values.Where(h => hostId is null || h.Id == hostId).OrderBy(h => h.Name, StringComparer.Ordinal).SelectMany(view.ShowNics),
            nic => nic);
    }

    private static Task<IResult> UpdateAsync(HttpContext context, IInventoryService service, string name, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            UpdateHost command = RequestReader.UpdateHost(name, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: true);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> RemoveAsync(HttpContext context, IInventoryService service, string name, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: true);
        return Changes.ExecuteAsync(context, service, dryRun, new RemoveFabricHost(name, condition.Revision) { ReadErrors = errors });
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Api.Routes;

/// <summary>/ports</summary>
internal static class PortRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/ports").WithTags("ports");
        group.MapGet("", List).WithSummary("List ports").Produces<ListResource<PortResource>>();
        group.MapGet("/{id}", Show).WithSummary("Show a port").Produces<PortResource>();
        group.MapPatch("/{id}", UpdateAsync).WithSummary("Change a port's own policy")
            .Accepts<PortResource>("application/json").Produces<ChangeResource>();
        group.MapGet("/{id}/macs", ShowMacs).WithSummary("Show the MACs learned at a port").Produces<PortMacsResource>();
        group.MapGet("/{id}/addresses", ShowAddresses).WithSummary("Show the IP addresses of a port's guest").Produces<PortAddressesResource>();
        group.MapGet("/{id}/rules", ShowRules).WithSummary("Show the filtering rules of a port, and what met them").Produces<RuleListResource>();
        group.MapGet("/{id}/stats", ShowStatisticsAsync).WithSummary("Show a port's counters").Produces<PortStatisticsResource>();
    }

    private static IResult List(
        IInventoryService service, string? @switch, string? portGroup, string? host, string? vm, string? connected, string? number,
        string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        QueryValues query = new();
        bool? isConnected = query.OptionalFlag("connected", connected);
        long? wanted = query.Number("number", number, 1, int.MaxValue);
        Guid? owner = @switch is null ? null : Lookup.Switch(view.Snapshot, @switch)?.Id ?? Guid.Empty;
        Guid? group = portGroup is null ? null : Lookup.PortGroup(view.Snapshot, portGroup)?.Id ?? Guid.Empty;
        Guid? hostId = host is null ? null : Lookup.Host(view.Snapshot, host)?.Id ?? Guid.Empty;
        IEnumerable<PortConfig> matches = view.Snapshot.Ports.Values.Where(p =>
            (group is null || p.PortGroupId == group)
            && (owner is null || view.Snapshot.PortGroups[p.PortGroupId].SwitchId == owner)
            && (hostId is null || p.Connection?.HostId == hostId)
            && (vm is null || (vm.Length > 0 && p.Connection?.Vm == vm))
            && (isConnected is null || (p.Connection is not null) == isConnected)
            && (wanted is null || p.Number == wanted));
        return new Page(query, limit, offset).Answer(view.Snapshot.Revision,
            matches.OrderBy(p => SwitchName(view.Snapshot, p), StringComparer.Ordinal).ThenBy(p => p.Number), view.Show);
    }

    private static IResult Show(HttpContext context, IInventoryService service, string id)
    {
        InventorySnapshot snapshot = service.Current;
        return Lookup.Port(snapshot, id) is { } config
            ? ApiResults.One(context, new ResourceView(snapshot, service).Show(config), config.Revision)
            : ApiResults.NotFound("port", id);
    }

    private static IResult ShowMacs(IInventoryService service, string id)
    {
        InventorySnapshot snapshot = service.Current;
        if (Lookup.Port(snapshot, id) is not { } port)
        {
            return ApiResults.NotFound("port", id);
        }

        PortRuntime? runtime = port.Connection is null ? null : service.FindPortRuntime(port.Id);
        return Results.Json(new PortMacsResource
        {
            PortId = port.Id,
            Number = port.Number,
            Switch = SwitchName(snapshot, port),
            Count = runtime?.LearnedMacCount ?? 0,
            Macs = runtime?.LearnedMacs ?? [],
        });
    }

    private static IResult ShowAddresses(IInventoryService service, string id)
    {
        InventorySnapshot snapshot = service.Current;
        return Lookup.Port(snapshot, id) is { } port
            ? Results.Json(new ResourceView(snapshot, service).ShowAddresses(port))
            : ApiResults.NotFound("port", id);
    }

    private static IResult ShowRules(IInventoryService service, string id)
    {
        ResourceView view = new(service.Current, service);
        return Lookup.Port(view.Snapshot, id) is { } port
            ? Results.Json(RuleListView.OfPort(view, service, port))
            : ApiResults.NotFound("port", id);
    }

    private static Task<IResult> UpdateAsync(HttpContext context, IInventoryService service, string id, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            UpdatePort command = RequestReader.UpdatePort(Lookup.Port(service.Current, id)?.Id ?? Guid.Empty, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: true);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static async Task<IResult> ShowStatisticsAsync(HttpContext context, IInventoryService service, string id)
    {
        InventorySnapshot snapshot = service.Current;
        if (Lookup.Port(snapshot, id) is not { } port)
        {
            return ApiResults.NotFound("port", id);
        }

        PortStatistics? read = await service.ReadStatisticsAsync(port.Id, context.RequestAborted);
        PortStatisticsResource resource = new()
        {
            PortId = port.Id,
            Number = port.Number,
            Switch = SwitchName(snapshot, port),
            Incarnation = read?.Incarnation ?? port.Incarnation,
            ReadAt = read?.ReadAt,
        };
        return Results.Json(read is null ? resource : resource with { Counters = read.Counters });
    }

    private static string SwitchName(InventorySnapshot snapshot, PortConfig port) =>
        snapshot.Switches[snapshot.PortGroups[port.PortGroupId].SwitchId].Name;
}

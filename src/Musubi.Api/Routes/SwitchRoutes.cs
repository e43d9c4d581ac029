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

/// <summary>/switches</summary>
internal static class SwitchRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/switches").WithTags("switches");
        group.MapGet("", List).WithSummary("List switches").Produces<ListResource<SwitchResource>>();
        group.MapPost("", CreateAsync).WithSummary("Create a switch")
            .Accepts<SwitchResource>("application/json").Produces<ChangeResource>(StatusCodes.Status201Created).Produces<ChangeResource>();
        group.MapGet("/{name}", Show).WithSummary("Show a switch").Produces<SwitchResource>();
        group.MapPatch("/{name}", UpdateAsync).WithSummary("Change a switch")
            .Accepts<SwitchResource>("application/json").Produces<ChangeResource>();
        group.MapGet("/{name}/groups", ShowGroups).WithSummary("Show the multicast groups of a switch").Produces<SwitchGroupsResource>();
        group.MapGet("/{name}/uplink-rules", ShowUplinkRules).WithSummary("Show the filtering rules of a switch's uplinks, and what met them on all hosts").Produces<RuleListResource>();
        group.MapDelete("/{name}", DeleteAsync).WithSummary("Delete a switch").Produces<ChangeResource>();
        api.MapGet("/lags", ListLags).WithTags("switches").WithSummary("List the LAGs of switches as they fare on each host").Produces<ListResource<LagStateResource>>();
    }

    private static IResult List(IInventoryService service, string? host, string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        Page page = new(new QueryValues(), limit, offset);
        Guid? member = host is null ? null : Lookup.Host(view.Snapshot, host)?.Id ?? Guid.Empty;
        return page.Answer(view.Snapshot.Revision,
            view.Snapshot.Switches.Values.Where(s => member is null || s.Members.Any(m => m.HostId == member)).OrderBy(s => s.Name, StringComparer.Ordinal),
            view.Show);
    }

    private static IResult ListLags(IInventoryService service, string? @switch, string? host, string? name, string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        string? owner = @switch is null ? null : Lookup.Switch(view.Snapshot, @switch)?.Name ?? "";
        string? member = host is null ? null : Lookup.Host(view.Snapshot, host)?.Name ?? "";
        return new Page(new QueryValues(), limit, offset).Answer(view.Snapshot.Revision,
            view.ShowLags().Where(lag => (owner is null || lag.Switch == owner) && (member is null || lag.Host == member) && (name is null || lag.Name == name)),
            lag => lag);
    }

    private static IResult Show(HttpContext context, IInventoryService service, string name)
    {
        InventorySnapshot snapshot = service.Current;
        return Lookup.Switch(snapshot, name) is { } config
            ? ApiResults.One(context, new ResourceView(snapshot, service).Show(config), config.Revision)
            : ApiResults.NotFound("switch", name);
    }

    private static IResult ShowGroups(IInventoryService service, string name, string? host, string? vlan)
    {
        InventorySnapshot snapshot = service.Current;
        if (Lookup.Switch(snapshot, name) is not { } config)
        {
            return ApiResults.NotFound("switch", name);
        }

        QueryValues query = new();
        long? number = query.Number("vlan", vlan, 0, 4094);
        Guid? hostId = host is null ? null : Lookup.Host(snapshot, host)?.Id ?? Guid.Empty;
        return query.Errors.Count > 0
            ? ApiResults.Error(StatusCodes.Status400BadRequest, query.Errors)
            : Results.Json(SwitchGroupsView.Show(snapshot, config, service.FindGroups(config.Id), hostId, number));
    }

    private static IResult ShowUplinkRules(IInventoryService service, string name) => Lookup.Switch(service.Current, name) is { } config
        ? Results.Json(RuleListView.OfUplinks(config, service))
        : ApiResults.NotFound("switch", name);

    private static Task<IResult> CreateAsync(HttpContext context, IInventoryService service, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, RequestReader.CreateSwitch);

    private static Task<IResult> UpdateAsync(HttpContext context, IInventoryService service, string name, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            UpdateSwitch command = RequestReader.UpdateSwitch(name, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: true);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> DeleteAsync(HttpContext context, IInventoryService service, string name, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: true);
        return Changes.ExecuteAsync(context, service, dryRun, new DeleteSwitch(name, condition.Revision) { ReadErrors = errors });
    }
}

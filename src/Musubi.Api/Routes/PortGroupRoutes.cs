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

/// <summary>/portgroups</summary>
internal static class PortGroupRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/portgroups").WithTags("port groups");
        group.MapGet("", List).WithSummary("List port groups").Produces<ListResource<PortGroupResource>>();
        group.MapPost("", CreateAsync).WithSummary("Create a port group")
            .Accepts<PortGroupResource>("application/json").Produces<ChangeResource>(StatusCodes.Status201Created).Produces<ChangeResource>();
        group.MapGet("/{name}", Show).WithSummary("Show a port group").Produces<PortGroupResource>();
        group.MapPatch("/{name}", UpdateAsync).WithSummary("Change a port group")
            .Accepts<PortGroupResource>("application/json").Produces<ChangeResource>();
        group.MapGet("/{name}/rules", ShowRules).WithSummary("Show the filtering rules of a port group, and what met them at its ports").Produces<RuleListResource>();
        group.MapDelete("/{name}", DeleteAsync).WithSummary("Delete a port group").Produces<ChangeResource>();
    }

    private static IResult List(IInventoryService service, string? @switch, string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        Guid? owner = @switch is null ? null : Lookup.Switch(view.Snapshot, @switch)?.Id ?? Guid.Empty;
        return new Page(new QueryValues(), limit, offset).Answer(view.Snapshot.Revision,
            view.Snapshot.PortGroups.Values.Where(g => owner is null || g.SwitchId == owner).OrderBy(g => g.Name, StringComparer.Ordinal),
            view.Show);
    }

    private static IResult Show(HttpContext context, IInventoryService service, string name)
    {
        InventorySnapshot snapshot = service.Current;
        return Lookup.PortGroup(snapshot, name) is { } config
            ? ApiResults.One(context, new ResourceView(snapshot, service).Show(config), config.Revision)
            : ApiResults.NotFound("portGroup", name);
    }

    private static IResult ShowRules(IInventoryService service, string name)
    {
        ResourceView view = new(service.Current, service);
        return Lookup.PortGroup(view.Snapshot, name) is { } config
            ? Results.Json(RuleListView.OfPortGroup(view, service, config))
            : ApiResults.NotFound("portGroup", name);
    }

    private static Task<IResult> CreateAsync(HttpContext context, IInventoryService service, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, RequestReader.CreatePortGroup);

    private static Task<IResult> UpdateAsync(HttpContext context, IInventoryService service, string name, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            UpdatePortGroup command = RequestReader.UpdatePortGroup(name, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: true);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> DeleteAsync(HttpContext context, IInventoryService service, string name, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: true);
        return Changes.ExecuteAsync(context, service, dryRun, new DeletePortGroup(name, condition.Revision) { ReadErrors = errors });
    }
}

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

/// <summary>/switches/{name}/hosts</summary>
internal static class MemberRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/switches/{name}/hosts").WithTags("switches");
        group.MapGet("", List).WithSummary("List the hosts of a switch").Produces<ListResource<MemberResource>>();
        group.MapPost("", AddAsync).WithSummary("Add a host to a switch")
            .Accepts<MemberResource>("application/json").Produces<ChangeResource>(StatusCodes.Status201Created).Produces<ChangeResource>();
        group.MapPut("/{host}", UpdateAsync).WithSummary("Change which NICs of a host fill which uplinks")
            .Accepts<MemberResource>("application/json").Produces<ChangeResource>();
        api.MapPost("/switches/{name}/migrations", MigrateAsync).WithTags("switches").WithSummary("Move NICs, host adapters and vNICs of hosts' standard switches to a switch")
            .Accepts<HostMigrationResource>("application/json").Produces<ChangeResource>();
        group.MapDelete("/{host}", RemoveAsync).WithSummary("Remove a host from a switch").Produces<ChangeResource>();
    }

    private static Task<IResult> MigrateAsync(HttpContext context, IInventoryService service, string name, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            MigrateHosts command = RequestReader.MigrateHosts(name, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: false);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static IResult List(IInventoryService service, string name, string? limit, string? offset)
    {
        InventorySnapshot snapshot = service.Current;
        if (Lookup.Switch(snapshot, name) is not { } config)
        {
            return ApiResults.NotFound("switch", name);
        }

        return new Page(new QueryValues(), limit, offset)
            .Answer(snapshot.Revision, new ResourceView(snapshot, service).Show(config).Hosts, member => member);
    }

    private static Task<IResult> AddAsync(HttpContext context, IInventoryService service, string name, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            AddHost command = RequestReader.AddHost(name, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: false);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> UpdateAsync(HttpContext context, IInventoryService service, string name, string host, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            UpdateMember command = RequestReader.UpdateMember(name, host, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: true);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> RemoveAsync(
        HttpContext context, IInventoryService service, string name, string host, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: true);
        return Changes.ExecuteAsync(context, service, dryRun, new RemoveHost(name, host, condition.Revision) { ReadErrors = errors });
    }
}

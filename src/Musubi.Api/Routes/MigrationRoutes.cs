using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Api.Routes;

/// <summary>/vms/{vm}/vnics/{vnic}/migration</summary>
internal static class MigrationRoutes
{
    private const string Path = "/{vm}/vnics/{vnic}/migration";

    public static void Map(RouteGroupBuilder vms)
    {
        vms.MapPut(Path, PrepareAsync).WithSummary("Ready a vNIC's port on another host, for a live migration")
            .Accepts<MigrationResource>("application/json").Produces<ChangeResource>();
        vms.MapDelete(Path, CancelAsync).WithSummary("Give a migration up").Produces<ChangeResource>();
        vms.MapPost($"{Path}/complete", CompleteAsync).WithSummary("Say that the guest runs on the host that it migrates to").Produces<ChangeResource>();
    }

    private static Task<IResult> PrepareAsync(HttpContext context, IInventoryService service, string vm, string vnic, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            MigrateVnic command = RequestReader.MigrateVnic(vm, vnic, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: false);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> CancelAsync(HttpContext context, IInventoryService service, string vm, string vnic, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: false);
        return Changes.ExecuteAsync(context, service, dryRun, new CancelMigration(vm, vnic, condition.Revision) { ReadErrors = errors });
    }

    private static Task<IResult> CompleteAsync(HttpContext context, IInventoryService service, string vm, string vnic, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: false);
        return Changes.ExecuteAsync(context, service, dryRun, new CompleteMigration(vm, vnic, condition.Revision) { ReadErrors = errors });
    }
}

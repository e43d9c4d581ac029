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

/// <summary>/vms</summary>
internal static class VmRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/vms").WithTags("VMs");
        group.MapGet("", List).WithSummary("List VMs with their vNICs").Produces<ListResource<VmResource>>();
        group.MapGet("/{vm}", Show).WithSummary("Show a VM with its vNICs").Produces<VmResource>();
        group.MapGet("/{vm}/vnics/{vnic}", ShowVnic).WithSummary("Show a vNIC").Produces<VnicResource>();
        group.MapPut("/{vm}/vnics/{vnic}", ConnectAsync).WithSummary("Connect a vNIC, or move it")
            .Accepts<VnicResource>("application/json").Produces<ChangeResource>();
        group.MapDelete("/{vm}/vnics/{vnic}", DisconnectAsync).WithSummary("Disconnect a vNIC").Produces<ChangeResource>();
        MigrationRoutes.Map(group);
    }

    private static IResult List(IInventoryService service, string? host, string? portGroup, string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        Guid? hostId = host is null ? null : Lookup.Host(view.Snapshot, host)?.Id ?? Guid.Empty;
        Guid? group = portGroup is null ? null : Lookup.PortGroup(view.Snapshot, portGroup)?.Id ?? Guid.Empty;
        IEnumerable<IGrouping<string, PortConfig>> vms = view.Snapshot.Ports.Values
            .Where(p => p.Connection is { Vm.Length: > 0 })
            .GroupBy(p => p.Connection!.Vm, StringComparer.Ordinal)
            .Where(vm => (hostId is null || vm.Any(p => p.Connection!.HostId == hostId)) && (group is null || vm.Any(p => p.PortGroupId == group)))
            .OrderBy(vm => vm.Key, StringComparer.Ordinal);
        return new Page(new QueryValues(), limit, offset).Answer(view.Snapshot.Revision, vms, vm => view.ShowVm(vm.Key, vm));
    }

    private static IResult Show(IInventoryService service, string vm)
    {
        InventorySnapshot snapshot = service.Current;
        PortConfig[] ports = [.. snapshot.Ports.Values.Where(p => p.Connection?.Vm == vm && vm.Length > 0)];
        return ports.Length == 0 ? ApiResults.NotFound("vm", vm) : Results.Json(new ResourceView(snapshot, service).ShowVm(vm, ports));
    }

    private static IResult ShowVnic(HttpContext context, IInventoryService service, string vm, string vnic)
    {
        InventorySnapshot snapshot = service.Current;
        PortConfig? port = snapshot.Ports.Values.FirstOrDefault(p => p.Connection is { Vm.Length: > 0 } c && c.Vm == vm && c.Vnic == vnic);
        return port is null
            ? ApiResults.NotFound("vnic", $"{vm} {vnic}")
            : ApiResults.One(context, new ResourceView(snapshot, service).ShowVnic(port), port.Revision);
    }

    private static Task<IResult> ConnectAsync(HttpContext context, IInventoryService service, string vm, string vnic, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            ConnectVnic command = RequestReader.ConnectVnic(vm, vnic, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: false);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> DisconnectAsync(
        HttpContext context, IInventoryService service, string vm, string vnic, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: true);
        return Changes.ExecuteAsync(context, service, dryRun, new DisconnectVnic(vm, vnic, condition.Revision) { ReadErrors = errors });
    }
}

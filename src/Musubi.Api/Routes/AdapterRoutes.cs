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

/// <summary>/adapters</summary>
internal static class AdapterRoutes
{
    public static void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/adapters").WithTags("host adapters");
        group.MapGet("", List).WithSummary("List host adapters").Produces<ListResource<HostAdapterResource>>();
        group.MapGet("/{host}/{name}", Show).WithSummary("Show a host adapter").Produces<HostAdapterResource>();
        group.MapPut("/{host}/{name}", ConnectAsync).WithSummary("Make or change a host adapter")
            .Accepts<HostAdapterResource>("application/json").Produces<ChangeResource>();
        group.MapDelete("/{host}/{name}", DisconnectAsync).WithSummary("Remove a host adapter").Produces<ChangeResource>();
    }

    private static IResult List(IInventoryService service, string? host, string? portGroup, string? limit, string? offset)
    {
        ResourceView view = new(service.Current, service);
        Guid? hostId = host is null ? null : Lookup.Host(view.Snapshot, host)?.Id ?? Guid.Empty;
        Guid? group = portGroup is null ? null : Lookup.PortGroup(view.Snapshot, portGroup)?.Id ?? Guid.Empty;
        IEnumerable<PortConfig> matches = view.Snapshot.Ports.Values.Where(p => p.Connection is { Vm.Length: 0 }
            && (hostId is null || p.Connection.HostId == hostId) && (group is null || p.PortGroupId == group));
        return new Page(new QueryValues(), limit, offset).Answer(view.Snapshot.Revision,
            matches.OrderBy(p => view.HostName(p.Connection!.HostId), StringComparer.Ordinal).ThenBy(p => p.Connection!.Vnic, StringComparer.Ordinal),
            view.ShowAdapter);
    }

    private static IResult Show(HttpContext context, IInventoryService service, string host, string name)
    {
        InventorySnapshot snapshot = service.Current;
        Guid? hostId = Lookup.Host(snapshot, host)?.Id;
        PortConfig? port = snapshot.Ports.Values.FirstOrDefault(p => p.Connection is { Vm.Length: 0 } c && c.HostId == hostId && c.Vnic == name);
        return port is null
            ? ApiResults.NotFound("adapter", $"{name} of {host}")
            : ApiResults.One(context, new ResourceView(snapshot, service).ShowAdapter(port), port.Revision);
    }

    private static Task<IResult> ConnectAsync(HttpContext context, IInventoryService service, string host, string name, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, body =>
        {
            Condition condition = new(context);
            ConnectAdapter command = RequestReader.ConnectAdapter(host, name, body);
            ValueList<ValidationError> errors = condition.Judge(command.Revision, required: false);
            return command with { Revision = condition.Revision, ReadErrors = Changes.Join(command.ReadErrors, errors) };
        });

    private static Task<IResult> DisconnectAsync(
        HttpContext context, IInventoryService service, string host, string name, string? revision, string? dryRun)
    {
        Condition condition = new(context, revision);
        ValueList<ValidationError> errors = condition.Judge(null, required: true);
        return Changes.ExecuteAsync(context, service, dryRun, new DisconnectAdapter(host, name, condition.Revision) { ReadErrors = errors });
    }
}

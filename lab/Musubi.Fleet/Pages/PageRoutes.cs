using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Musubi.Fleet.Control;
using Musubi.Lab;

namespace Musubi.Fleet.Pages;

/// <summary>Every page that the controller has, as its components say: a page that is added is one more here.</summary>
internal static class PageRoutes
{
    /// <summary>Route templates such as "/ports/{Id:guid}", in order.</summary>
    public static IReadOnlyList<string> Templates { get; } =
    [
        .. typeof(Musubi.Pages.PagesSetup).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template).Order(StringComparer.Ordinal),
    ];

    /// <summary>A name for files: "/ports/{Id:guid}" is "ports-one".</summary>
    public static string NameOf(string template)
    {
        string name = string.Join('-', template.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part[0] == '{' ? "one" : part));
        return name.Length == 0 ? "overview" : name;
    }

    /// <summary>The address of such a page about something that is there.</summary>
    /// <param name="template">One of <see cref="Templates"/>.</param>
    /// <param name="api">Of a fabric with all kinds of objects.</param>
    /// <param name="vm">Whose port is shown where a page is about a port.</param>
    public static async Task<string> AddressAsync(string template, ControllerApi api, string vm)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
        {
            return template;
        }

        string kind = template.Split('/', StringSplitOptions.RemoveEmptyEntries)[0];
        string id = kind switch
        {
            "switches" or "topology" => await FirstAsync(api, "/switches"),
            "hosts" => (await api.GetAsync($"/ports/{await PortAsync(api, vm, "portId")}")).GetProperty("connection").GetProperty("hostId").GetString()!,
            "ports" => await PortAsync(api, vm, "portId"),
            "portgroups" => await GroupAsync(api, vm),
            "vms" => vm,
            _ => throw new LabException($"what the page {template} is about is not known here: say it"),
        };
        return template[..template.IndexOf('{', StringComparison.Ordinal)] + Uri.EscapeDataString(id) + template[(template.IndexOf('}', StringComparison.Ordinal) + 1)..];
    }

    private static async Task<string> FirstAsync(ControllerApi api, string list) => (await api.ListAsync($"{list}?limit=1"))[0].GetProperty("id").GetString()!;

    private static async Task<string> GroupAsync(ControllerApi api, string vm) =>
        (await api.GetAsync($"/ports/{await PortAsync(api, vm, "portId")}")).GetProperty("portGroupId").GetString()!;

    private static async Task<string> PortAsync(ControllerApi api, string vm, string member)
    {
        JsonElement found = await api.GetAsync($"/vms/{Uri.EscapeDataString(vm)}");
        return found.GetProperty("vnics")[0].GetProperty(member).GetString()!;
    }
}

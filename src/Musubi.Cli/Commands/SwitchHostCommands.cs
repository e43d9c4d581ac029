using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;

namespace Musubi.Cli.Commands;

/// <summary>Which hosts are members of a switch, and which of their NICs fill its uplinks.</summary>
internal static class SwitchHostCommands
{
    public static Command Add(CommandFactory factory)
    {
        (Argument<string> name, Argument<string> host, Option<string[]> uplinks, ChangeOptions change) = Parts();
        return factory.Leaf("add-host", "Make a host a member of a switch", [name, host, uplinks, .. change.WithoutRevision], invocation =>
        {
            JsonObject body = new() { ["host"] = invocation.Value(host), ["uplinks"] = UplinkPairs.Read(invocation.Value(uplinks) ?? []) };
            return new Changer(invocation, change).SendAsync(
                HttpMethod.Post, $"{Routes.Of(Routes.Switches, invocation.Value(name))}/hosts", body,
                $"host {invocation.Value(host)}", $"is a member of switch {invocation.Value(name)}");
        });
    }

    public static Command Set(CommandFactory factory)
    {
        (Argument<string> name, Argument<string> host, Option<string[]> uplinks, ChangeOptions change) = Parts();
        return factory.Leaf("set-host", "Say anew which NICs of a member host fill which uplinks", [name, host, uplinks, .. change.All], invocation =>
        {
            string path = Routes.Of(Routes.Switches, invocation.Value(name));
            JsonObject body = new() { ["uplinks"] = UplinkPairs.Read(invocation.Value(uplinks) ?? []) };
            return new Changer(invocation, change).SendBasedAsync(
                path, HttpMethod.Put, Routes.Of($"{path}/hosts", invocation.Value(host)), body,
                $"host {invocation.Value(host)}", $"has new uplinks on switch {invocation.Value(name)}");
        });
    }

    public static Command Remove(CommandFactory factory)
    {
        (Argument<string> name, Argument<string> host, _, ChangeOptions change) = Parts();
        return factory.Leaf("remove-host", "End a host's membership of a switch", [name, host, .. change.All], invocation =>
        {
            string path = Routes.Of(Routes.Switches, invocation.Value(name));
            return new Changer(invocation, change).SendBasedAsync(
                path, HttpMethod.Delete, Routes.Of($"{path}/hosts", invocation.Value(host)), null,
                $"host {invocation.Value(host)}", $"is no longer a member of switch {invocation.Value(name)}");
        });
    }

    private static (Argument<string> Name, Argument<string> Host, Option<string[]> Uplinks, ChangeOptions Change) Parts() =>
        (Symbols.Name("SWITCH", "Name or id"), Symbols.Name("HOST", "Name or id"),
            Symbols.Many("--uplink", "Which NIC fills which uplink, such as \"Uplink 1=eth1\"; repeat for each", "UPLINK=NIC"), new ChangeOptions());
}

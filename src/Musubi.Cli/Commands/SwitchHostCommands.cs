using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;

namespace Musubi.Cli.Commands;

/// <summary>Which hosts are members of a switch, which of their NICs fill its uplinks, and what those carry.</summary>
internal static class SwitchHostCommands
{
    public static Command Add(CommandFactory factory)
    {
        (Argument<string> name, Argument<string> host, ChangeOptions change) = Parts();
        MemberOptions member = new();
        return factory.Leaf("add-host", "Make a host a member of a switch", [name, host, .. member.All, .. change.WithoutRevision], invocation =>
        {
            JsonObject body = member.Read(invocation, whole: true);
            body["host"] = invocation.Value(host);
            return new Changer(invocation, change).SendAsync(
                HttpMethod.Post, $"{Routes.Of(Routes.Switches, invocation.Value(name))}/hosts", body,
                $"host {invocation.Value(host)}", $"is a member of switch {invocation.Value(name)}");
        });
    }

    public static Command Set(CommandFactory factory)
    {
        (Argument<string> name, Argument<string> host, ChangeOptions change) = Parts();
        MemberOptions member = new();
        return factory.Leaf("set-host", "Say anew which NICs of a member host fill which uplinks, or what those carry", [name, host, .. member.All, .. change.All], invocation =>
        {
            string path = Routes.Of(Routes.Switches, invocation.Value(name));
            return new Changer(invocation, change).SendBasedAsync(
                path, HttpMethod.Put, Routes.Of($"{path}/hosts", invocation.Value(host)), member.Read(invocation, whole: false),
                $"host {invocation.Value(host)}", $"has new uplinks on switch {invocation.Value(name)}");
        });
    }

    public static Command Remove(CommandFactory factory)
    {
        (Argument<string> name, Argument<string> host, ChangeOptions change) = Parts();
        return factory.Leaf("remove-host", "End a host's membership of a switch", [name, host, .. change.All], invocation =>
        {
            string path = Routes.Of(Routes.Switches, invocation.Value(name));
            return new Changer(invocation, change).SendBasedAsync(
                path, HttpMethod.Delete, Routes.Of($"{path}/hosts", invocation.Value(host)), null,
                $"host {invocation.Value(host)}", $"is no longer a member of switch {invocation.Value(name)}");
        });
    }

    private static (Argument<string> Name, Argument<string> Host, ChangeOptions Change) Parts() =>
        (Symbols.Name("SWITCH", "Name or id"), Symbols.Name("HOST", "Name or id"), new ChangeOptions());
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Accounts, by which people sign in. A password is read from standard input: a command line can be seen by others.</summary>
internal static class AccountCommands
{
    public static Command Make(CommandFactory factory) => CommandFactory.Group("account", "Accounts, by which people sign in to the pages and the API",
        Create(factory), List(factory), Set(factory), Remove(factory), SignIn(factory));

    private static Option<string?> Role() => Symbols.Choice("--role", "What it may do", "admin", "read-only");

    private static string Word(string? role) => role == "read-only" ? "readOnly" : "admin";

    private static Command Create(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("NAME", "Name to sign in with; events show it");
        Option<string?> role = Role();
        return factory.Leaf("create", "Make an account; its password is read from standard input", [name, role], async invocation =>
        {
            JsonObject body = new() { ["name"] = invocation.Value(name), ["role"] = Word(invocation.Value(role)), ["password"] = ReadPassword(invocation) };
            JsonElement made = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Post, Routes.Accounts, body), invocation.Cancellation).ConfigureAwait(false);
            return Say(invocation, made, $"account {made.Text("name")} was made, role {made.Text("role")}");
        });
    }

    private static Command List(CommandFactory factory) => factory.Leaf("list", "List accounts", [], async invocation =>
    {
        invocation.Output.List(Kinds.Account, await invocation.ListAsync(Routes.Accounts).ConfigureAwait(false));
        return ExitCode.Done;
    });

    private static Command Set(CommandFactory factory)
    {
        Argument<string> account = Symbols.Name("ACCOUNT", "Its name or id");
        Option<string?> role = Role();
        Option<bool> password = new("--password") { Description = "Give it the password on standard input" };
        return factory.Leaf("set", "Change an account's password or role; whoever is signed in with it is signed out", [account, role, password], async invocation =>
        {
            JsonObject body = [];
            body.AddIf("role", invocation.Value(role) is { } wanted ? Word(wanted) : null);
            body.AddIf("password", invocation.Value(password) ? ReadPassword(invocation) : null);
            body.RequireSome();
            string path = Routes.Of(Routes.Accounts, invocation.Value(account));
            JsonElement changed = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Patch, path, body), invocation.Cancellation).ConfigureAwait(false);
            return Say(invocation, changed, $"account {changed.Text("name")} was changed, role {changed.Text("role")}");
        });
    }

    private static Command Remove(CommandFactory factory)
    {
        Argument<string> account = Symbols.Name("ACCOUNT", "Its name or id");
        return factory.Leaf("remove", "Remove an account; whoever is signed in with it is signed out", [account], async invocation =>
        {
            string path = Routes.Of(Routes.Accounts, invocation.Value(account));
            JsonElement gone = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Delete, path), invocation.Cancellation).ConfigureAwait(false);
            return Say(invocation, gone, $"account {gone.Text("name")} was removed");
        });
    }

    private static Command SignIn(CommandFactory factory)
    {
        Argument<string> account = Symbols.Name("ACCOUNT", "Its name");
        return factory.Leaf("sign-in", "Begin a session with the password on standard input; its token is shown, good for eight hours", [account], async invocation =>
        {
            JsonObject body = new() { ["account"] = invocation.Value(account), ["password"] = ReadPassword(invocation) };
            JsonElement session = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Post, Routes.Sessions, body), invocation.Cancellation).ConfigureAwait(false);
            return Say(invocation, session, session.Text("token"));
        });
    }

    private static ExitCode Say(Invocation invocation, JsonElement answer, string text)
    {
        if (invocation.Output.ForPeople)
        {
            invocation.Output.Say(text);
        }
        else
        {
            invocation.Output.Object(answer);
        }

        return ExitCode.Done;
    }

    private static string ReadPassword(Invocation invocation) =>
        invocation.Surroundings.In.ReadLine() is { Length: > 0 } line
            ? line
            : throw new CliException(ExitCode.Usage, "the password is read from standard input, and there is none; such as: musubi account create NAME < FILE");
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class TokenCommands
{
    public static Command Make(CommandFactory factory) => CommandFactory.Group("token", "API tokens, by which people and scripts use the controller",
        Create(factory), List(factory), Revoke(factory));

    private static Command Create(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("NAME", "Name that events show");
        Option<string?> role = Symbols.Choice("--role", "What it may do (admin)", "admin", "read-only");
        return factory.Leaf("create", "Make an API token; it is shown this once", [name, role], async invocation =>
        {
            JsonObject body = new() { ["name"] = invocation.Value(name), ["role"] = invocation.Value(role) == "read-only" ? "readOnly" : "admin" };
            JsonElement made = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Post, Routes.Tokens, body), invocation.Cancellation).ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                invocation.Output.Say(made.Text("token"));
                invocation.Surroundings.Error.WriteLine(SafeText.Of($"Token {made.Text("name")}, role {made.Text("role")}. It is not shown again."));
            }
            else
            {
                invocation.Output.Object(made);
            }

            return ExitCode.Done;
        });
    }

    private static Command List(CommandFactory factory) => factory.Leaf("list", "List API tokens", [], async invocation =>
    {
        invocation.Output.List(Kinds.Token, await invocation.ListAsync(Routes.Tokens).ConfigureAwait(false));
        return ExitCode.Done;
    });

    private static Command Revoke(CommandFactory factory)
    {
        Argument<string> token = Symbols.Name("TOKEN", "Its name or id");
        return factory.Leaf("revoke", "Make an API token invalid, at once", [token], async invocation =>
        {
            string path = Routes.Of(Routes.Tokens, invocation.Value(token));
            JsonElement gone = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Delete, path), invocation.Cancellation).ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                invocation.Output.Say($"token {gone.Text("name")} was revoked");
            }
            else
            {
                invocation.Output.Object(gone);
            }

            return ExitCode.Done;
        });
    }
}

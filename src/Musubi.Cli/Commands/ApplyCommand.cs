using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Documents;

namespace Musubi.Cli.Commands;

/// <summary>Makes the inventory as files say, all or nothing.</summary>
internal static class ApplyCommand
{
    public static Command Make(CommandFactory factory)
    {
        Option<string> file = new("--file", "-f") { Description = "YAML or JSON, one or many documents; - is standard input", HelpName = "FILE", Required = true };
        ChangeOptions change = new();
        return factory.Leaf("apply", "Make the inventory as a file says, all or nothing", [file, .. change.WithoutRevision], async invocation =>
        {
            string path = invocation.Value(file);
            List<ReadDocument> documents = DocumentFiles.Read(invocation.Surroundings, path);
            if (documents.Count == 0)
            {
                throw new CliException(ExitCode.Invalid, $"{path}: must hold a document");
            }

            JsonObject body = new() { ["documents"] = new JsonArray([.. documents.Select(d => d.Value)]) };
            Changer changer = new(invocation, change) { Locate = new FieldLocator(path, documents).Locate, ShowDifferences = true };
            return await changer.SendAsync(HttpMethod.Post, Routes.Apply, body, path, "was applied").ConfigureAwait(false);
        });
    }
}

using System.CommandLine;
using System.Reflection;
using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Commands;

internal static class VersionCommand
{
    public static string Text { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static Command Make(CommandFactory factory) => factory.Leaf("version", "Show the version of this program", [], invocation =>
    {
        invocation.Surroundings.Out.WriteLine($"musubi {Text}");
        return Task.FromResult(ExitCode.Done);
    });
}

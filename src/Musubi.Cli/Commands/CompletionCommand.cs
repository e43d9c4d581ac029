using System.CommandLine;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Completion;

namespace Musubi.Cli.Commands;

/// <summary>Scripts that teach shells to complete; what they ask back is answered by the hidden command "complete".</summary>
internal static class CompletionCommand
{
    public static Command Make(CommandFactory factory)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return factory.Leaf("completion", "Print a shell's completion script: source <(musubi completion bash)", [shell], invocation =>
        {
            invocation.Surroundings.Out.Write(CompletionScripts.For(invocation.Value(shell)));
            return Task.FromResult(ExitCode.Done);
        });
    }
}

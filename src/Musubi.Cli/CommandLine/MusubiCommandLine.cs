using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Musubi.Cli.Commands;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>The whole command line: its commands, and how each of them ends.</summary>
internal static class MusubiCommandLine
{
    /// <summary>Parses and runs. Nothing that a user or a server does leaves it as an exception, except a failing standard output.</summary>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, Surroundings surroundings, CancellationToken cancellation)
    {
        ParserConfiguration parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult parsed = Build(surroundings).Parse(arguments, parsing);
        ExitCode code = parsed.Action is ParseErrorAction or null
            ? ExplainUsage(parsed, surroundings)
            : await InvokeAsync(parsed, surroundings, cancellation).ConfigureAwait(false);
        await surroundings.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return code;
    }

    public static RootCommand Build(Surroundings surroundings)
    {
        GlobalOptions globals = new();
        CommandFactory factory = new(surroundings, globals);
        RootCommand root = new("Musubi: distributed virtual switches for Linux/KVM hosts.");
        UseOneHelpOption(root);
        globals.AddTo(root);
        foreach (Command command in (IEnumerable<Command>)
        [
            SwitchCommands.Make(factory), PortGroupCommands.Make(factory), PortCommands.Make(factory), VmCommands.Make(factory),
            AdapterCommands.Make(factory), HostCommands.Make(factory), NicCommands.Make(factory), LagCommands.Make(factory), EventCommands.Make(factory),
            TokenCommands.Make(factory), AccountCommands.Make(factory), ApplyCommand.Make(factory), GetCommand.Make(factory), StatusCommand.Make(factory),
            WatchCommand.Make(factory), CompletionCommand.Make(factory), CompleteCommand.Make(factory), VersionCommand.Make(factory),
        ])
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    /// <summary>The library's own also answers to /h and /?, which are paths here.</summary>
    private static void UseOneHelpOption(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(new HelpOption("--help", "-h"));
    }

    private static async Task<ExitCode> InvokeAsync(ParseResult parsed, Surroundings surroundings, CancellationToken cancellation)
    {
        InvocationConfiguration invocation = new()
        {
            Output = surroundings.Out,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return (ExitCode)await parsed.InvokeAsync(invocation, cancellation).ConfigureAwait(false);
        }
        catch (CliException error)
        {
            await surroundings.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            foreach (string line in error.Lines)
            {
                surroundings.Error.WriteLine(SafeText.Of(line));
            }

            return error.Code;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>A noun without a verb shows what verbs there are; anything else, one line for each mistake.</summary>
    private static ExitCode ExplainUsage(ParseResult parsed, Surroundings surroundings)
    {
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0)
        {
            parsed.InvocationConfiguration.Output = surroundings.Error;
            new HelpAction().Invoke(parsed);
            return ExitCode.Usage;
        }

        foreach (string message in parsed.Errors.Select(e => e.Message).Distinct())
        {
            surroundings.Error.WriteLine(SafeText.Of(message));
        }

        surroundings.Error.WriteLine($"See: {PathOf(parsed)} --help");
        return ExitCode.Usage;
    }

    private static string PathOf(ParseResult parsed)
    {
        List<string> names = [];
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
        {
            names.Insert(0, command.Command is RootCommand ? "musubi" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}

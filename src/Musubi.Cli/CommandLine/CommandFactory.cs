using System.CommandLine;
using System.CommandLine.Completions;

namespace Musubi.Cli.CommandLine;

/// <summary>Makes commands whose bodies get an <see cref="Invocation"/>.</summary>
internal sealed class CommandFactory(Surroundings surroundings, GlobalOptions globals)
{
    /// <summary>A noun with its verbs.</summary>
    public static Command Group(string name, string description, params IEnumerable<Command> verbs)
    {
        Command group = new(name, description);
        foreach (Command verb in verbs)
        {
            group.Subcommands.Add(verb);
        }

        return group;
    }

    /// <summary>A command that does something. Help shows its symbols in the order given.</summary>
    public Command Leaf(string name, string description, IEnumerable<Symbol> symbols, Func<Invocation, Task<ExitCode>> run)
    {
        Command leaf = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                leaf.Arguments.Add(argument);
                CompleteNames(argument.HelpName, argument.CompletionSources);
            }
            else if (symbol is Option option)
            {
                leaf.Options.Add(option);
                CompleteNames(option.HelpName, option.CompletionSources);
            }
        }

        leaf.SetAction(async (parsed, cancellation) =>
        {
            using Invocation invocation = new(parsed, surroundings, globals, cancellation);
            return (int)await run(invocation).ConfigureAwait(false);
        });
        return leaf;
    }

    private void CompleteNames(string? word, List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources)
    {
        if (NameCompletion.KindOf(word ?? "") is { } kind)
        {
            sources.Add(new NameCompletion(surroundings, globals, kind).Candidates);
        }
    }
}

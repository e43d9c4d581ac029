using System.CommandLine;
using System.CommandLine.Completions;
using System.Text;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Answers the completion scripts: what may stand where the last word is.</summary>
internal static class CompleteCommand
{
    public static Command Make(CommandFactory factory)
    {
        Argument<string[]> words = new("WORDS") { Arity = ArgumentArity.ZeroOrMore };
        Command command = factory.Leaf("complete", "Candidates for the last of the words", [words], invocation =>
        {
            string[] typed = invocation.Value(words);
            string text = string.Join(' ', typed.Select(Quote));
            ParseResult parsed = MusubiCommandLine.Build(invocation.Surroundings).Parse(text);
            string last = typed.Length > 0 ? typed[^1] : "";
            foreach (CompletionItem item in parsed.GetCompletions(text.Length))
            {
                string candidate = item.InsertText ?? item.Label;
                bool isUnaskedOption = candidate.StartsWith('-') && !last.StartsWith('-');
                if (candidate.StartsWith(last, StringComparison.Ordinal) && !isUnaskedOption)
                {
                    invocation.Surroundings.Out.WriteLine(SafeText.Of(candidate));
                }
            }

            return Task.FromResult(ExitCode.Done);
        });
        command.Hidden = true;
        return command;
    }

    /// <summary>The last word stays empty at the end of the text, so that what may begin there is found.</summary>
    private static string Quote(string word)
    {
        if (word.Length > 0 && !word.Contains(' ', StringComparison.Ordinal) && !word.Contains('"', StringComparison.Ordinal))
        {
            return word;
        }

        return word.Length == 0 ? "" : new StringBuilder().Append('"').Append(word.Replace("\"", "", StringComparison.Ordinal)).Append('"').ToString();
    }
}

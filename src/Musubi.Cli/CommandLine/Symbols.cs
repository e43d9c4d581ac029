using System.CommandLine;
using System.CommandLine.Parsing;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Arguments and options of the shapes that commands have.</summary>
internal static class Symbols
{
    public static Argument<string> Name(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    public static Option<string> Required(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, Required = true };

    /// <summary>A whole number within bounds; null when it is not given.</summary>
    public static Option<long?> Number(string name, string description, long min, long max)
    {
        Option<long?> option = new(name) { Description = description, HelpName = "N" };
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Words.Number(text) is { } number && number >= min && number <= max)
            {
                return number;
            }

            result.AddError(ErrorText.Line(name, text, $"must be a whole number from {min} to {max}"));
            return null;
        };
        return option;
    }

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Many(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = false, Arity = ArgumentArity.OneOrMore };

    /// <summary>yes or no; given without a value it means yes. Null when it is not given.</summary>
    public static Option<bool?> YesNo(string name, string description)
    {
        Option<bool?> option = new(name) { Description = description, HelpName = "yes|no", Arity = ArgumentArity.ZeroOrOne };
        option.CustomParser = result => ReadYesNo(result, name);
        option.CompletionSources.Add("yes", "no");
        return option;
    }

    /// <summary>One of some words; null when it is not given.</summary>
    public static Option<string?> Choice(string name, string description, params string[] words)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', words) };
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (!words.Contains(text))
            {
                result.AddError(ErrorText.Line(name, text, $"must be {string.Join(", ", words[..^1])} or {words[^1]}"));
            }

            return text;
        };
        option.CompletionSources.Add(words);
        return option;
    }

    private static bool? ReadYesNo(ArgumentResult result, string name)
    {
        string text = result.Tokens.Count == 0 ? "yes" : result.Tokens[0].Value;
        if (Words.YesNo(text) is { } value)
        {
            return value;
        }

        result.AddError(ErrorText.Line(name, text, "must be yes or no"));
        return null;
    }
}

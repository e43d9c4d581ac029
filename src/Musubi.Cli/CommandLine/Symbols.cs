using System.CommandLine;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Arguments and options of the shapes that commands have.</summary>
internal static class Symbols
{
    public static Argument<string> Name(string name, string description) => new(name) { Description = description, HelpName = name };

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

    /// <summary>yes, no or one of some other words; given without a value it means yes. Null when it is not given.</summary>
    /// <remarks>Its type is no bool, because then the parser would take nothing but true and false for its value.</remarks>
    public static Option<string?> YesNo(string name, string description, params string[] others)
    {
        string[] words = ["yes", "no", .. others];
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', words), Arity = ArgumentArity.ZeroOrOne };
        option.CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? "yes" : result.Tokens[0].Value;
            if (Words.YesNo(text) is null && !others.Contains(text))
            {
                result.AddError(ErrorText.Line(name, text, $"must be {Enumerate(words)}"));
            }

            return text;
        };
        option.CompletionSources.Add(words);
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
                result.AddError(ErrorText.Line(name, text, $"must be {Enumerate(words)}"));
            }

            return text;
        };
        option.CompletionSources.Add(words);
        return option;
    }

    private static string Enumerate(string[] words) => $"{string.Join(", ", words[..^1])} or {words[^1]}";
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Options of every command that changes something.</summary>
internal sealed class ChangeOptions
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Change nothing; show what would change" };

    public Option<bool> Wait { get; } = new("--wait") { Description = "Return when every host runs the change, or end with 5 and name those that do not" };

    public Option<TimeSpan> Timeout { get; } = new("--timeout") { Description = "How long to wait, such as 30s or 2m (30s)", HelpName = "TIME" };

    /// <summary>The revision of the object that the change is to be based on.</summary>
    public Option<long?> Revision { get; } = Symbols.Number("--revision", "Insist that the object still has this revision", 0, long.MaxValue);

    public ChangeOptions()
    {
        Timeout.DefaultValueFactory = _ => DefaultTimeout;
        Timeout.CustomParser = ReadTimeout;
    }

    /// <summary>For changes of an object that exists.</summary>
    public IEnumerable<Symbol> All => [Revision, DryRun, Wait, Timeout];

    /// <summary>For changes that are based on no revision.</summary>
    public IEnumerable<Symbol> WithoutRevision => [DryRun, Wait, Timeout];

    private static TimeSpan ReadTimeout(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (Words.Duration(text) is { } time)
        {
            return time;
        }

        result.AddError(ErrorText.Line("--timeout", text, "must be a time such as 500ms, 30s, 2m or 1h, at most 24h"));
        return DefaultTimeout;
    }
}

namespace Musubi.Cli;

/// <summary>Ends the command with an exit code and lines for standard error.</summary>
internal sealed class CliException : Exception
{
    public CliException(ExitCode code, params IReadOnlyList<string> lines)
        : base(string.Join(Environment.NewLine, lines))
    {
        Code = code;
        Lines = lines;
    }

    public CliException(ExitCode code, string line, Exception inner)
        : base(line, inner)
    {
        Code = code;
        Lines = [line];
    }

    public ExitCode Code { get; }

    public IReadOnlyList<string> Lines { get; }
}

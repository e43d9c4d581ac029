using Musubi.Cli.Output;

namespace Musubi.Cli.Documents;

/// <summary>What is wrong with a file, line by line. One thread.</summary>
internal sealed class DocumentErrors(string file)
{
    private readonly List<string> _lines = [];
    private int _count;

    public void Add(int line, string field, string value, string rule)
    {
        _count++;
        if (_lines.Count < DocumentLimits.MaxErrors)
        {
            _lines.Add(ErrorText.Line($"{file}:{line}{(field.Length > 0 ? ": " + field : "")}", value.Length > 64 ? value[..63] + "…" : value, rule));
        }
    }

    /// <exception cref="CliException">There are errors.</exception>
    public void ThrowIfAny()
    {
        if (_count > _lines.Count)
        {
            _lines.Add($"{file}: and {_count - _lines.Count} more errors");
        }

        if (_count > 0)
        {
            throw new CliException(ExitCode.Invalid, _lines);
        }
    }

    /// <summary>Ends the reading: what comes after cannot be understood.</summary>
    public CliException Fatal(int line, string rule)
    {
        Add(line, "", "", rule);
        return new CliException(ExitCode.Invalid, [.. _lines]);
    }
}

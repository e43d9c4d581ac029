using System.Globalization;

namespace Musubi.Switch.Control;

/// <summary>The command line: <c>musubi-switch [--run DIR] [--workers N]</c>.</summary>
public sealed record Options(string RunDirectory, int Workers)
{
    public const int MostWorkers = 16;

    public const string Usage = "usage: musubi-switch [--run DIR] [--workers N]\n"
        + "  --run DIR     where socket, lock and counters stand (default /run/musubi)\n"
        + "  --workers N   forwarding threads, 1..16 (default: half of the cores, at most 8)\n"
        + "  --version     print the version and exit";

    /// <summary>Null with every <paramref name="errors"/> found, each naming flag, value and rule.</summary>
    public static Options? Parse(IReadOnlyList<string> arguments, out IReadOnlyList<string> errors)
    {
        List<string> found = [];
        string run = Control.RunDirectory.Default;
        int workers = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
        for (int i = 0; i < arguments.Count; i++)
        {
            string flag = arguments[i];
            if (flag is not ("--run" or "--workers"))
            {
                found.Add($"'{flag}': not a flag of musubi-switch");
            }
            else if (i + 1 == arguments.Count)
            {
                found.Add($"{flag}: a value must follow");
            }
            else if (flag == "--run")
            {
                run = arguments[++i];
            }
            else if (!int.TryParse(arguments[++i], NumberStyles.None, CultureInfo.InvariantCulture, out workers) || workers is < 1 or > MostWorkers)
            {
                found.Add($"--workers: '{arguments[i]}' must be a number in 1..{MostWorkers}");
            }
        }

        if (run.Length == 0)
        {
            found.Add("--run: '' must name a folder");
        }

        errors = found;
        return found.Count == 0 ? new Options(run, workers) : null;
    }
}

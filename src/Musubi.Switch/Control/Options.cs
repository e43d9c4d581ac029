using System.Globalization;
using System.Text;

namespace Musubi.Switch.Control;

/// <summary>The command line: <c>musubi-switch [--run DIR] [--workers N] [--processors LIST]</c>.</summary>
/// <param name="RunDirectory">Where socket, lock and counters stand.</param>
/// <param name="Workers">Forwarding threads, 1..16.</param>
/// <param name="Processors">One for each worker to stay on; empty for any.</param>
public sealed record Options(string RunDirectory, int Workers, IReadOnlyList<int> Processors)
{
    public const int MostWorkers = 16;

    /// <summary>Of the run folder's full path: with the socket's name behind it, it must fit into an address (struct sockaddr_un).</summary>
    public const int MostRunBytes = 95;

    public const string Usage = "usage: musubi-switch [--run DIR] [--workers N] [--processors LIST]\n"
        + "  --run DIR          where socket, lock and counters stand (default /run/musubi)\n"
        + "  --workers N        forwarding threads, 1..16 (default: half of the cores, at most 8)\n"
        + "  --processors LIST  a processor for each worker to stay on, such as 2,3; as many workers as processors\n"
        + "  --version          print the version and exit";

    /// <summary>Null with every <paramref name="errors"/> found, each naming flag, value and rule.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="allowed">Processors that this process may run on.</param>
    /// <param name="errors">In the order of the flags.</param>
    public static Options? Parse(IReadOnlyList<string> arguments, IReadOnlyList<int> allowed, out IReadOnlyList<string> errors)
    {
        List<string> found = [];
        string run = Control.RunDirectory.Default;
        int? workers = null;
        List<int> processors = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string flag = arguments[i];
            if (flag is not ("--run" or "--workers" or "--processors"))
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
            else if (flag == "--workers")
            {
                workers = ParseWorkers(arguments[++i], found);
            }
            else
            {
                processors = ParseProcessors(arguments[++i], allowed, found);
            }
        }

        Check(run, workers, processors, found);
        errors = found;
        return found.Count > 0 ? null : new Options(run, workers ?? (processors.Count > 0 ? processors.Count : DefaultWorkers), processors);
    }

    private static int DefaultWorkers => Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    private static void Check(string run, int? workers, List<int> processors, List<string> found)
    {
        if (run.Length == 0)
        {
            found.Add("--run: '' must name a folder");
        }
        else if (Encoding.UTF8.GetByteCount(Path.GetFullPath(run)) is > MostRunBytes and int bytes)
        {
            found.Add($"--run: '{run}' must be at most {MostRunBytes} bytes as a full path, so that the socket's fits; it is {bytes}");
        }

        if (processors.Count > 0 && workers is { } count && count != processors.Count)
        {
            found.Add($"--workers: '{count}' must be as many as --processors names, which is {processors.Count}");
        }
    }

    private static int? ParseWorkers(string value, List<string> found)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers is >= 1 and <= MostWorkers)
        {
            return workers;
        }

        found.Add($"--workers: '{value}' must be a number in 1..{MostWorkers}");
        return null;
    }

    private static List<int> ParseProcessors(string value, IReadOnlyList<int> allowed, List<string> found)
    {
        List<int> processors = [];
        foreach (string part in value.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int processor) || !allowed.Contains(processor) || processors.Contains(processor))
            {
                found.Add($"--processors: '{part}' must be one of {string.Join(',', allowed)}, and named once");
                return [];
            }

            processors.Add(processor);
        }

        if (processors.Count > MostWorkers)
        {
            found.Add($"--processors: '{value}' must name at most {MostWorkers}");
            return [];
        }

        return processors;
    }
}

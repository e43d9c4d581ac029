using System.Diagnostics;
using System.Globalization;
using Musubi.Fuzz;
using Musubi.Fuzz.Packets;

// musubi-fuzz [--seconds N] [--seed N] [--results FOLDER] [--gather FOLDER] [CASE…]: runs the cases given, or makes
// some until the time is up. --gather keeps one for each reason by which sessions end. --packets gives changed packets to
// the parsers of what comes from the wire instead.
int seconds = 30;
int seed = Environment.TickCount & 0xff_ffff;
string results = Path.Combine(Path.GetTempPath(), "musubi-fuzz");
string? gather = null;
bool packets = false;
List<string> files = [];
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seconds":
            seconds = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--seed":
            seed = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--results":
            results = args[++i];
            break;
        case "--packets":
            packets = true;
            break;
        case "--gather":
            gather = args[++i];
            break;
        default:
            files.AddRange(Directory.Exists(args[i]) ? Directory.GetFiles(args[i], "*.txt").Order() : [args[i]]);
            break;
    }
}

Directory.CreateDirectory(results);
if (packets)
{
    return PacketFuzz.Run(TimeSpan.FromSeconds(seconds), seed, results);
}

using FuzzHouse house = new();
FuzzSession session = new(house, results);
if (files.Count > 0)
{
    return files.All(file => session.Try(Path.GetFileName(file), FuzzCase.Parse(File.ReadAllText(file)))) ? 0 : 1;
}

long started = Stopwatch.GetTimestamp();
int cases = 0;
while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
{
    int one = seed + cases;
    if (!session.Try($"seed {one}", CaseGenerator.Make(one)))
    {
        return 1;
    }

    if (gather is not null)
    {
        session.Gather($"seed {one}", CaseGenerator.Make(one), gather);
    }

    cases++;
}

Console.WriteLine($"{cases} cases from seed {seed} in {seconds} s, none failed; sessions ended by:");
foreach ((string reason, int count) in session.Ends.OrderByDescending(end => end.Value))
{
    Console.WriteLine($"{count,9} {reason}");
}

return 0;

using System.Globalization;

namespace Musubi.Bench.Report;

/// <summary>One figure of one round.</summary>
/// <param name="Bench">Such as B1.</param>
/// <param name="Case">What was done, such as "64 B default".</param>
/// <param name="Peer">Which switch did it.</param>
/// <param name="Round">From 1; the rounds of all peers take turns.</param>
/// <param name="Unit">Such as Mpps.</param>
internal sealed record Row(string Bench, string Case, string Peer, int Round, double Value, string Unit)
{
    public const string Heading = "bench,peer,case,round,value,unit";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bench},{Peer},{Case},{Round},{Value:G6},{Unit}");

    /// <exception cref="BenchException">The line is no row.</exception>
    public static Row Parse(string line)
    {
        string[] parts = line.Split(',');
        return parts.Length == 6 && int.TryParse(parts[3], CultureInfo.InvariantCulture, out int round) && double.TryParse(parts[4], CultureInfo.InvariantCulture, out double value)
            ? new Row(parts[0], parts[2], parts[1], round, value, parts[5])
            : throw new BenchException($"no row of a measurement ({Heading}): {line}");
    }
}

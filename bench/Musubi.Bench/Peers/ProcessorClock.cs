using System.Globalization;

namespace Musubi.Bench.Peers;

/// <summary>The processor's time stamp counter, in which peers count their cycles.</summary>
internal static class ProcessorClock
{
    /// <summary>As the kernel tells it.</summary>
    public static double Megahertz { get; } = Read();

    private static double Read()
    {
        string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(one => one.StartsWith("cpu MHz", StringComparison.Ordinal));
        return line is null ? throw new BenchException("/proc/cpuinfo tells no clock") : double.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
    }
}

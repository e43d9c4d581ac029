using System.Globalization;

namespace Musubi.Io.Tests.Vhost.FrontEnds;

/// <summary>Huge pages of 2 MiB for one test; there are as many as before when it is over.</summary>
public sealed class HugePages : IDisposable
{
    /// <summary>Tests that reserve some run one after the other: their number is the machine's.</summary>
    public const string Collection = "huge pages";

    private const string Count = "/proc/sys/vm/nr_hugepages";

    private readonly int _before = Read();

    /// <summary>Mappings of huge pages that this process has.</summary>
    public static int Mapped => File.ReadLines("/proc/self/smaps").Count(line => line.StartsWith("KernelPageSize:", StringComparison.Ordinal) && line.Contains("2048 kB", StringComparison.Ordinal));

    /// <summary>Sees to it that so many are free; the test is skipped where the kernel has not got them.</summary>
    public static HugePages Reserve(int pages)
    {
        HugePages reserved = new();
        try
        {
            File.WriteAllText(Count, (reserved._before + pages).ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"missing: huge pages ({e.Message})");
        }

        if (Read() < reserved._before + pages)
        {
            reserved.Dispose();
            Assert.Skip($"missing: {pages} huge pages, the memory is too fragmented");
        }

        return reserved;
    }

    public void Dispose() => File.WriteAllText(Count, _before.ToString(CultureInfo.InvariantCulture));

    private static int Read() => int.Parse(File.ReadAllText(Count), CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Musubi.Bench;

/// <summary>Huge pages of 2 MiB for DPDK's programs; there are as many as before when it is over.</summary>
internal sealed class HugePages : IDisposable
{
    private const string Count = "/proc/sys/vm/nr_hugepages";

    private readonly int _before = Read();

    /// <exception cref="BenchException">The machine has not got them.</exception>
    public HugePages(int pages)
    {
        Write(_before + pages);
        if (Read() < _before + pages)
        {
            Dispose();
            throw new BenchException($"{pages} huge pages of 2 MiB are not to be had: the memory is too small or too fragmented");
        }
    }

    public void Dispose() => Write(_before);

    private static int Read() => int.Parse(File.ReadAllText(Count), CultureInfo.InvariantCulture);

    private static void Write(int pages) => File.WriteAllText(Count, pages.ToString(CultureInfo.InvariantCulture));
}

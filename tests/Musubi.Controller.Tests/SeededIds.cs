using Musubi.Model;

namespace Musubi.Controller.Tests;

/// <summary>Ids that are the same in each run with one seed.</summary>
public sealed class SeededIds(int seed) : IIdSource
{
    private readonly Random _random = new(seed);

    public Guid NewId()
    {
        byte[] bytes = new byte[16];
        Fill(bytes);
        return new Guid(bytes);
    }

    public void Fill(Span<byte> bytes)
    {
        lock (_random)
        {
            _random.NextBytes(bytes);
        }
    }
}

using Musubi.Model;

namespace Musubi.Host.Tests.Agent;

/// <summary>Ids that are the same in every run.</summary>
internal sealed class SeededIds(int seed = 1) : IIdSource
{
    private readonly Random _random = new(seed);

    public Guid NewId()
    {
        byte[] bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);
}

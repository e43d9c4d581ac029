namespace Musubi.Model.Tests;

/// <summary>Ids and bytes that are the same for the same seed.</summary>
internal sealed class SeededIds(int seed = 1) : IIdSource
{
    private readonly Random _random = new(seed);

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);
}

namespace Musubi.Model.Tests;

/// <summary>New ids, but always the same random bytes: every assigned MAC collides.</summary>
internal sealed class ConstantIds : IIdSource
{
    private readonly SeededIds _ids = new();

    public int Fills { get; private set; }

    public Guid NewId() => _ids.NewId();

    public void Fill(Span<byte> bytes)
    {
        Fills++;
        bytes.Fill(7);
    }
}

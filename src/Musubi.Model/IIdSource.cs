namespace Musubi.Model;

/// <summary>Where new ids and secrets come from; a seeded one makes a whole fabric repeatable. Any thread.</summary>
public interface IIdSource
{
    Guid NewId();

    /// <summary>Fills the span with bytes that nobody can guess (at the edge), or seeded ones (in tests).</summary>
    void Fill(Span<byte> bytes);
}

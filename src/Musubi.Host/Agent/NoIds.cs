using Musubi.Model;

namespace Musubi.Host.Agent;

/// <summary>For commands that need no new id.</summary>
internal sealed class NoIds : IIdSource
{
    public static NoIds Instance { get; } = new();

    public Guid NewId() => throw new InvalidOperationException("this command makes no objects");

    public void Fill(Span<byte> bytes) => throw new InvalidOperationException("this command needs no secret");
}

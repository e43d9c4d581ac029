using System.Security.Cryptography;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>Ids and secrets from the system's random source. Any thread.</summary>
internal sealed class SystemIdSource : IIdSource
{
#pragma warning disable RS0030 // edge: this is where randomness comes in
    public Guid NewId() => Guid.NewGuid();

    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
#pragma warning restore RS0030
}

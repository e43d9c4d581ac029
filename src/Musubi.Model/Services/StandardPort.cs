using Musubi.Model.Config;

namespace Musubi.Model.Services;

/// <summary>A connected port of a standard switch as its host reports it.</summary>
public sealed record StandardPort
{
    /// <summary>Reported at most, of all standard switches of a host.</summary>
    public const int MostOnHost = 2048;

    public required Guid Id { get; init; }

    public required int Number { get; init; }

    public required ConnectionConfig Connection { get; init; }

    public required PortRuntime Runtime { get; init; }
}

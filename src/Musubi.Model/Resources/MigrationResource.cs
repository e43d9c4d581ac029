using Musubi.Model.Config;

namespace Musubi.Model.Resources;

/// <summary>Where a vNIC is on its way to.</summary>
public sealed record MigrationResource
{
    public string Host { get; init; } = "";

    public required AttachmentConfig Attachment { get; init; }
}

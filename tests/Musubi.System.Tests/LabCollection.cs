namespace Musubi.SystemTests;

/// <summary>Tests that share a lab run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LabCollection : ICollectionFixture<LabFixture>
{
    public const string Name = "lab";
}

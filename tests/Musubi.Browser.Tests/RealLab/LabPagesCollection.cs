namespace Musubi.Browser.Tests.RealLab;

/// <summary>Tests that share a lab run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LabPagesCollection : ICollectionFixture<LabPagesFixture>
{
    public const string Name = "lab pages";
}

namespace Musubi.Browser.Tests.Support;

/// <summary>Tests that share a controller run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PagesCollection : ICollectionFixture<PagesFixture>
{
    public const string Name = "pages";
}

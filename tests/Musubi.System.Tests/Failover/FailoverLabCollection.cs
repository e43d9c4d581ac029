namespace Musubi.SystemTests.Failover;

/// <summary>Tests that share a lab with three uplinks run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class FailoverLabCollection : ICollectionFixture<FailoverLabFixture>
{
    public const string Name = "failover lab";
}

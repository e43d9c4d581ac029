namespace Musubi.SystemTests.Xdp;

/// <summary>Not beside the lab of the other collection: rates and failovers are measured in both.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class XdpLabCollection : ICollectionFixture<XdpLabFixture>
{
    public const string Name = "AF_XDP lab";
}

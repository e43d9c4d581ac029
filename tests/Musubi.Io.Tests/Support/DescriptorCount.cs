namespace Musubi.Io.Tests.Support;

/// <summary>Tests that count the descriptors of the process run beside no others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DescriptorCount
{
    public const string Name = "descriptors of the process are counted";
}

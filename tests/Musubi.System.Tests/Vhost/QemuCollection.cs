namespace Musubi.SystemTests.Vhost;

/// <summary>Guests take a core each: one test at a time, and not beside the lab's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class QemuCollection
{
    public const string Name = "qemu";
}

using Musubi.Host.Kernel;

namespace Musubi.Host.State;

/// <summary>A NIC that is the switch's alone, and how it was before.</summary>
/// <param name="NicId">"pci:…", "mac:…" or "name:…".</param>
/// <param name="Name">Its name when it was taken.</param>
/// <param name="Before">What is restored on release.</param>
public sealed record TakenNic(string NicId, string Name, NicSettings Before)
{
    /// <summary>How its frames come and go, and why not in a faster way, as it was last opened: an agent that adopts its descriptors cannot tell any more.</summary>
    public string Path { get; init; } = "";
}

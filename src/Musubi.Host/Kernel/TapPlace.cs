namespace Musubi.Host.Kernel;

/// <summary>Where a TAP's interface is.</summary>
/// <param name="Namespace">A name under /run/netns or an absolute path; null is the host's own namespace.</param>
/// <param name="Interface">Its name there.</param>
public sealed record TapPlace(string? Namespace, string Interface)
{
    public override string ToString() => Namespace is null ? $"interface {Interface}" : $"interface {Interface} in namespace {Namespace}";
}

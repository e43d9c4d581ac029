namespace Musubi.Model.Config;

/// <summary>The NIC appears as an interface inside a network namespace (a light VM, a container).</summary>
/// <param name="Namespace">A name under /run/netns, or an absolute path.</param>
/// <param name="Interface">The interface's name in there, 1..15 characters.</param>
public sealed record NamespaceAttachment(string Namespace, string Interface) : AttachmentConfig;

namespace Musubi.Io.Netlink;

/// <summary>One BPF classifier of an interface.</summary>
/// <param name="Name">As it was given when it was attached.</param>
/// <param name="DirectAction">Its return value is the verdict.</param>
public sealed record FilterInfo(int InterfaceIndex, FilterDirection Direction, ushort Priority, string Name, bool DirectAction);

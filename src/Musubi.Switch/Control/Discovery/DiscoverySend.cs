using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Discovery;

/// <summary>Sends one untagged frame by an uplink; how many were taken.</summary>
public delegate int DiscoverySend(PortSlot uplink, ulong destination, ulong source, ushort etherType, ReadOnlySpan<byte> payload);

using Musubi.Model;

namespace Musubi.Host.Kernel;

/// <summary>How a device-side TAP is to look from within its namespace.</summary>
/// <param name="Mtu">Bytes.</param>
/// <param name="Addresses">CIDR; only these are added, and none that others added is removed.</param>
public sealed record TapSettings(MacAddress Mac, int Mtu, ValueList<string> Addresses);

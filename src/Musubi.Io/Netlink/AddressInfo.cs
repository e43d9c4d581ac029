using System.Net;

namespace Musubi.Io.Netlink;

/// <summary>One IP address of one interface.</summary>
/// <param name="Scope">0 is global, 253 link-local, 254 the host itself.</param>
public sealed record AddressInfo(int InterfaceIndex, IPAddress Address, int PrefixLength, byte Scope)
{
    public const byte GlobalScope = 0;

    public bool IsGlobal => Scope == GlobalScope;

    public override string ToString() => $"{Address}/{PrefixLength}";
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Model.Policy;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for what is kept back of what a guest sends, a part of the security policy.</summary>
internal sealed class GuardOptions
{
    private const string Inherit = "inherit";

    private readonly Option<string?> _bpduFilter = Symbols.YesNo("--bpdu-filter", "Drop frames of spanning tree that a guest sends", Inherit);
    private readonly Option<string?> _dhcpGuard = Symbols.YesNo("--dhcp-guard", "Drop what only a DHCP server sends", Inherit);
    private readonly Option<string?> _raGuard = Symbols.YesNo("--ra-guard", "Drop router advertisements and redirects of IPv6", Inherit);
    private readonly Option<string?> _spoofGuard = Symbols.Choice(
        "--spoof-guard", "Which IP addresses a guest may use: any, any but noted, those given by DHCP or claimed first, or those of --address alone", [.. SpoofGuardWords.All, Inherit]);

    public IEnumerable<Symbol> All => [_bpduFilter, _dhcpGuard, _raGuard, _spoofGuard];

    /// <summary>Fields of the security object; those not given are null.</summary>
    public (string Name, JsonNode? Value)[] Read(Invocation invocation) =>
    [
        ("bpduFilter", Flag(invocation.Value(_bpduFilter))),
        ("dhcpGuard", Flag(invocation.Value(_dhcpGuard))),
        ("raGuard", Flag(invocation.Value(_raGuard))),
        ("spoofGuard", invocation.Value(_spoofGuard)),
    ];

    private static JsonNode? Flag(string? text) => text is null or Inherit ? text : Words.YesNo(text) ?? false;
}

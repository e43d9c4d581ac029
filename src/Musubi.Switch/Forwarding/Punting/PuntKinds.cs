namespace Musubi.Switch.Forwarding.Punting;

/// <summary>The kinds of frames that the switch itself takes from an uplink; bits are <see cref="PuntKind"/>.</summary>
[Flags]
public enum PuntKinds : byte
{
    None = 0,
    SlowProtocol = 1 << PuntKind.SlowProtocol,
    Lldp = 1 << PuntKind.Lldp,
    Cdp = 1 << PuntKind.Cdp,
    Beacon = 1 << PuntKind.Beacon,
}

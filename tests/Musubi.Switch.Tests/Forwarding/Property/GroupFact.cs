namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Something that is known of groups in a VLAN, or in a private VLAN by its primary.</summary>
/// <param name="Port">Of whom; -1 where it is of the VLAN.</param>
/// <param name="Group">Of <see cref="GroupFactKind.Member"/>: IP address.</param>
/// <param name="Sources">Whom it hears, or where it excludes whom it does not.</param>
public sealed record GroupFact(uint Switch, int Vlan, GroupFactKind Kind, int Port = -1, string Group = "", bool Excludes = true, params string[] Sources);

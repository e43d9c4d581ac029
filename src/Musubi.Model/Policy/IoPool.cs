namespace Musubi.Model.Policy;

/// <summary>
/// A network resource pool: a part of what virtual machines have reserved, out of which the vNICs of its port groups take their
/// reservations. With shares or a limit its vNICs share uplinks as one; else each for itself.
/// </summary>
/// <param name="Name">Unique in its switch.</param>
/// <param name="QuotaBitsPerSecond">Of what virtual machines have reserved on all uplinks of the switch together.</param>
/// <param name="Shares">1..100 against vNICs that are in no such pool, and other such pools; null when it has none of its own.</param>
/// <param name="LimitBitsPerSecond">Its vNICs get so much at most of each uplink, together; null for no limit.</param>
public sealed record IoPool(string Name, long QuotaBitsPerSecond = 0, int? Shares = null, long? LimitBitsPerSecond = null)
{
    /// <summary>Its vNICs share as one.</summary>
    public bool IsOne => Shares is not null || LimitBitsPerSecond is not null;
}

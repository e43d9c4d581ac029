namespace Musubi.Model.Policy.Filtering;

/// <summary>Of which frames a rule is, as the switch sees them.</summary>
public enum FilterDirection
{
    Both,

    /// <summary>That come into the switch: from the guest, or at an uplink from the wire.</summary>
    Ingress,

    /// <summary>That leave it: to the guest, or at an uplink to the wire.</summary>
    Egress,
}

namespace Musubi.Pages.Forms;

/// <summary>How a value is typed.</summary>
public enum FieldKind
{
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Bits a second or bytes, with k, M and G.</summary>
    Amount,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>Any of some words.</summary>
    Set,

    /// <summary>Numbers parted by commas.</summary>
    Numbers,

    /// <summary>Texts parted by commas.</summary>
    Texts,

    /// <summary>A VLAN with its kind.</summary>
    Vlan,

    /// <summary>Uplinks as active, standby or unused, in order.</summary>
    Order,

    /// <summary>Average, peak and burst.</summary>
    Limit,

    /// <summary>Rules of traffic filtering and marking, in order.</summary>
    Rules,
}

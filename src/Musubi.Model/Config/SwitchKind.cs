namespace Musubi.Model.Config;

public enum SwitchKind
{
    /// <summary>Defined on one host and known to it alone.</summary>
    Standard,

    /// <summary>One object of the fabric that spans its member hosts.</summary>
    Distributed,
}

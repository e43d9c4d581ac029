namespace Musubi.Io.Netlink;

/// <summary>RFC 2863 state of an interface (IF_OPER_*).</summary>
public enum OperationalState
{
    Unknown = 0,
    NotPresent = 1,
    Down = 2,
    LowerLayerDown = 3,
    Testing = 4,
    Dormant = 5,
    Up = 6,
}

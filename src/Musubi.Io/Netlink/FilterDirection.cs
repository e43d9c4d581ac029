namespace Musubi.Io.Netlink;

/// <summary>Which way frames pass an interface's classifiers.</summary>
public enum FilterDirection
{
    /// <summary>Frames that the interface received, after packet sockets have seen them.</summary>
    Ingress,

    /// <summary>Frames on their way out.</summary>
    Egress,
}

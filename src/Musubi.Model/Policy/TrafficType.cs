namespace Musubi.Model.Policy;

/// <summary>What a port's frames are for: what I/O control and filters tell apart.</summary>
public enum TrafficType
{
    /// <summary>Of vNICs, always and only.</summary>
    VirtualMachine,

    /// <summary>Of host adapters for which nothing else is said.</summary>
    Management,

    Vmotion,

    Iscsi,

    Nfs,

    FaultTolerance,

    Vsan,

    /// <summary>vSphere Replication.</summary>
    Replication,

    /// <summary>vSphere Backup NFC, formerly vSphere Data Protection.</summary>
    Backup,

    /// <summary>NVMe over TCP.</summary>
    NvmeTcp,
}

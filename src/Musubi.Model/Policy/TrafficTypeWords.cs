namespace Musubi.Model.Policy;

/// <summary>The user form of <see cref="TrafficType"/>.</summary>
public static class TrafficTypeWords
{
    /// <summary>In the order in which they are listed to users.</summary>
    public static ValueList<TrafficType> All { get; } =
    [
        TrafficType.Management, TrafficType.Vmotion, TrafficType.VirtualMachine, TrafficType.FaultTolerance, TrafficType.Iscsi,
        TrafficType.Nfs, TrafficType.NvmeTcp, TrafficType.Vsan, TrafficType.Replication, TrafficType.Backup,
    ];

    /// <summary>What a field that takes any of them must be.</summary>
    public static string Rule { get; } = $"must be one of {string.Join(", ", All.Select(Word))}";

    /// <summary>Of a host adapter.</summary>
    public static string AdapterRule { get; } = $"must be one of {string.Join(", ", All.Where(type => type != TrafficType.VirtualMachine).Select(Word))}";

    public static string Word(TrafficType type) => type switch
    {
        TrafficType.Management => "management",
        TrafficType.Vmotion => "vmotion",
        TrafficType.Iscsi => "iscsi",
        TrafficType.Nfs => "nfs",
        TrafficType.FaultTolerance => "faultTolerance",
        TrafficType.Vsan => "vsan",
        TrafficType.Replication => "replication",
        TrafficType.Backup => "backup",
        TrafficType.NvmeTcp => "nvmeTcp",
        _ => "virtualMachine",
    };

    /// <summary>Null for any other word.</summary>
    public static TrafficType? Parse(string? word)
    {
        foreach (TrafficType type in All)
        {
            if (Word(type) == word)
            {
                return type;
            }
        }

        return null;
    }
}

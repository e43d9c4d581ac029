using ModelTrafficType = Musubi.Model.Policy.TrafficType;
using PlanTrafficType = Musubi.Contracts.Plan.TrafficType;

namespace Musubi.Host.Plan;

/// <summary>What frames are for, in the words of the plan.</summary>
internal static class TrafficTypes
{
    public static PlanTrafficType ToPlan(ModelTrafficType type) => type switch
    {
        ModelTrafficType.Management => PlanTrafficType.Management,
        ModelTrafficType.Vmotion => PlanTrafficType.Vmotion,
        ModelTrafficType.Iscsi => PlanTrafficType.Iscsi,
        ModelTrafficType.Nfs => PlanTrafficType.Nfs,
        ModelTrafficType.FaultTolerance => PlanTrafficType.FaultTolerance,
        ModelTrafficType.Vsan => PlanTrafficType.Vsan,
        ModelTrafficType.Replication => PlanTrafficType.Replication,
        ModelTrafficType.Backup => PlanTrafficType.Backup,
        ModelTrafficType.NvmeTcp => PlanTrafficType.NvmeTcp,
        _ => PlanTrafficType.VirtualMachine,
    };

    public static ModelTrafficType FromPlan(PlanTrafficType type) => Enum.GetValues<ModelTrafficType>().FirstOrDefault(one => ToPlan(one) == type);
}

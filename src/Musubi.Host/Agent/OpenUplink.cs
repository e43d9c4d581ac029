using Musubi.Host.Kernel;
using Musubi.Host.Plan;

namespace Musubi.Host.Agent;

/// <summary>A NIC that is taken and open as an uplink.</summary>
internal sealed class OpenUplink(UplinkBinding binding, NicOpening opening)
{
    public UplinkBinding Binding { get; } = binding;

    public NicOpening Opening { get; } = opening;
}

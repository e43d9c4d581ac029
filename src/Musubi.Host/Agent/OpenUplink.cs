using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Host.Agent;

/// <summary>A NIC that is taken and open as an uplink.</summary>
internal sealed class OpenUplink(UplinkBinding binding, NicOpening opening)
{
    private long _ofLink;

    public UplinkBinding Binding { get; private set; } = binding;

    public NicOpening Opening { get; } = opening;

    /// <summary>What was said for the slot, else what the link says, else what it said last: a link that is down says nothing.</summary>
    public void NoteCapacity(ShareUplink uplink, NicFact nic)
    {
        long ofLink = nic.SpeedMbps > 0 ? Math.Min(nic.SpeedMbps * 1_000_000L, Limits.MaxCapacity) : _ofLink;
        _ofLink = ofLink;
        Binding = Binding with { CapacityBitsPerSecond = uplink.CapacityBitsPerSecond ?? ofLink };
    }
}

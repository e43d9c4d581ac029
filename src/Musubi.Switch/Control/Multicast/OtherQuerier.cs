using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>A querier that was heard and that this switch yields to.</summary>
/// <param name="Address">Its IP address.</param>
/// <param name="Mac">Its MAC.</param>
/// <param name="Port">By which it was heard.</param>
/// <param name="Times">What it says of its times.</param>
/// <param name="Until">When it counts as gone unless it is heard again, milliseconds.</param>
internal sealed record OtherQuerier(UInt128 Address, ulong Mac, PortSlot Port, GroupTimes Times, long Until);

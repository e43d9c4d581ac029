using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Punting;

/// <summary>Takes the frames of some kinds that workers hand over. Control thread only.</summary>
public interface IPuntHandler
{
    /// <summary>
    /// The kinds that the switch itself takes from an uplink, as its newest plan has it. Asked whenever a plan is compiled; what nobody
    /// listens for goes the way of all frames.
    /// </summary>
    PuntKinds ListensOn(PortSlot uplink);

    /// <summary>A frame of a kind for which the handler was added. What is in it may be anything.</summary>
    void OnFrame(in PuntedFrame frame);
}

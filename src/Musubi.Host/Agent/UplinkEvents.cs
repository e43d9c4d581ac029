using Musubi.Contracts.Plan;
using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>What is told of uplinks, in words. Pure.</summary>
internal static class UplinkEvents
{
    /// <summary>Why ports moved; empty where the events before say it.</summary>
    public static string Why(MoveReason reason) => reason switch
    {
        MoveReason.FailbackDelay => ": it has been well for its failback delay",
        MoveReason.Beacon => ": its beacons say so",
        MoveReason.Load => ": too much load",
        _ => "",
    };

    /// <summary>What beacons say of an uplink.</summary>
    public static (string Reason, string Message, EventSeverity Severity) Of(UplinkCondition condition) => condition switch
    {
        UplinkCondition.BeaconsLost => ("uplink.beacons.lost", "its link is up, and its beacons do not get through while those of others do", EventSeverity.Warning),
        UplinkCondition.BeaconsAmbiguous => ("uplink.beacons.ambiguous", "no uplink of its team hears another: frames are sent by all of them", EventSeverity.Warning),
        _ => ("uplink.beacons.back", "its beacons get through", EventSeverity.Normal),
    };
}

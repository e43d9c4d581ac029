using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// Whether a vNIC is mute: it owns no MAC, sends and receives nothing. One that its guest migrates from or to is, while the guest is not
/// here. Where the switch serves the guest's queues it sees that by itself, so that nobody needs to be asked at the switch-over;
/// elsewhere the plan decides.
/// </summary>
internal static class MuteRule
{
    /// <param name="planned">A vNIC.</param>
    /// <param name="served">Its guest's queues are served.</param>
    public static bool IsMute(PlannedPort planned, bool served) =>
        planned.Attachment?.KindCase == Attachment.KindOneofCase.VhostUser ? Migrates(planned) && !served : planned.Vnic.Mute;

    /// <summary>The guest of a vNIC is on its way from or to here.</summary>
    public static bool Migrates(PlannedPort planned) => planned.Vnic is { Mute: true } or { Leaving: true };
}

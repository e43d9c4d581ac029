using Musubi.Model.Policy;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Checks what teaming gives when all levels are taken together.</summary>
internal static class TeamingEdits
{
    /// <summary>Notes what an edit of one level makes contradictory; what was so before stays, so that it can be mended step by step.</summary>
    /// <param name="session">The edit.</param>
    /// <param name="before">What applied before it.</param>
    /// <param name="after">What would apply.</param>
    public static void Check(EditSession session, PortPolicy before, PortPolicy after)
    {
        if (after.Teaming != before.Teaming && after.Teaming is { Policy: TeamingPolicy.IpHash, Standby: [var standby, ..] })
        {
            session.Errors.Invalid("policy.teaming.standby", standby, "must be empty with ipHash: the physical switch has all uplinks as one channel, in which none can stand by");
        }
    }
}

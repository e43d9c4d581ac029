namespace Musubi.Model.Services;

/// <summary>How far a member of a LAG has come.</summary>
public enum LagMemberState
{
    /// <summary>Not in the LAG.</summary>
    Detached,

    /// <summary>For others to join with it, or for the partner of those in use to leave.</summary>
    Waiting,

    /// <summary>The partner does not agree yet.</summary>
    Attached,

    /// <summary>The partner does not take frames yet.</summary>
    Collecting,

    /// <summary>In use.</summary>
    Distributing,
}

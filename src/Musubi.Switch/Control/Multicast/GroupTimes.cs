namespace Musubi.Switch.Control.Multicast;

/// <summary>The times that membership depends on, in milliseconds (RFC 3376, 8; RFC 3810, 9).</summary>
/// <param name="Interval">Between the querier's queries.</param>
/// <param name="Robustness">How many of them somebody must leave unanswered before it counts as gone.</param>
/// <param name="Response">How long answers may take.</param>
internal readonly record struct GroupTimes(long Interval, int Robustness, long Response)
{
    /// <summary>Between the queries that ask whether somebody is left.</summary>
    public const long LastMemberInterval = 1000;

    /// <summary>How long who is asked so has to answer (last member query time).</summary>
    public const long LastMember = LastMemberInterval * MembershipQuery.Robustness;

    /// <summary>What was not told again for so long is over (group membership interval).</summary>
    public long Membership => (Interval * Robustness) + Response;

    /// <summary>A querier that was silent for so long is gone (other querier present interval).</summary>
    public long QuerierPresent => (Interval * Robustness) + (Response / 2);

    /// <summary>As the switch itself asks.</summary>
    public static GroupTimes Of(int intervalSeconds) =>
        new(intervalSeconds * 1000L, MembershipQuery.Robustness, Math.Min(MostResponse, intervalSeconds * 1000L / 2));

    private const long MostResponse = 10_000;
}

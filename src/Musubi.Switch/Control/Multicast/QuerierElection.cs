using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// Who asks in a VLAN, of one IP version: the querier with the lowest address (RFC 3376, 6.6.2; RFC 3810, 7.6.2), of equal ones that with the lowest
/// MAC, since all hosts of a switch have one configuration. A switch without an address yields to everybody. Only queries for all groups
/// count: whoever asks for one group only would silence the others and leave the rest unasked. Times are milliseconds.
/// </summary>
internal sealed class QuerierElection(bool isIpv6)
{
    /// <summary>Queries in quick succession after the switch has become the querier (startup query count).</summary>
    private const int StartupQueries = MembershipQuery.Robustness;

    /// <summary>The longest interval that another querier is believed: whoever says more and falls silent is missed within 20 minutes.</summary>
    private const int MostIntervalSeconds = 600;

    private QuerierSettings? _settings;
    private long _next = long.MaxValue;
    private int _startup;

    /// <summary>Null while the switch itself asks, or nobody does.</summary>
    public OtherQuerier? Other { get; private set; }

    public bool IsOwn => _settings is not null && Other is null;

    /// <summary>Somebody asks, so that who is still there is known.</summary>
    public bool IsAsked => _settings is not null || Other is not null;

    public GroupTimes Times => Other?.Times ?? GroupTimes.Of(_settings?.IntervalSeconds ?? QuerierSettings.DefaultInterval);

    public UInt128? OwnAddress => _settings?.Address(isIpv6);

    public void Configure(QuerierSettings? settings, long now)
    {
        if (settings == _settings)
        {
            return;
        }

        _settings = settings;
        if (IsOwn)
        {
            Begin(now);
        }
    }

    /// <summary>A query for all groups was heard, from an address. True when who asks, or whether somebody does, has changed.</summary>
    public bool Hear(in MembershipMessage query, PortSlot port, ulong ownMac, long now)
    {
        if (Wins(OwnAddress, ownMac, in query) || (Other is { } present && present.Address < query.Source))
        {
            return false;
        }

        GroupTimes times = new(
            1000L * Math.Clamp(query.IntervalSeconds == 0 ? QuerierSettings.DefaultInterval : query.IntervalSeconds, 1, MostIntervalSeconds),
            query.Robustness == 0 ? MembershipQuery.Robustness : query.Robustness,
            Math.Max(query.ResponseMilliseconds, 1000));
        bool isNews = Other?.Address != query.Source;
        Other = new OtherQuerier(query.Source, query.Mac, port, times, now + times.QuerierPresent);
        return isNews;
    }

    /// <summary>Time has passed. True when who asks, or whether somebody does, has changed.</summary>
    public bool Advance(long now)
    {
        if (Other is not { } other || other.Until > now)
        {
            return false;
        }

        Other = null;
        Begin(now);
        return true;
    }

    /// <summary>True when the switch itself is to ask now; the next time is set.</summary>
    public bool IsDue(long now)
    {
        if (!IsOwn || _next > now)
        {
            return false;
        }

        _startup = Math.Max(_startup - 1, 0);
        _next = now + (_startup > 0 ? Times.Interval / 4 : Times.Interval);
        return true;
    }

    private void Begin(long now) => (_next, _startup) = (now, StartupQueries);

    private static bool Wins(UInt128? own, ulong ownMac, in MembershipMessage query) =>
        own is { } address && (address < query.Source || (address == query.Source && ownMac < query.Mac));
}

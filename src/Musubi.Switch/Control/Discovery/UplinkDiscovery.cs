using Musubi.Contracts.Plan;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Discovery;

/// <summary>One uplink that tells, or listens: what it told last and when the next frame is due, and who is heard. Control thread only.</summary>
internal sealed class UplinkDiscovery(PortSlot slot, NeighbourRoom room, TimeProvider clock)
{
    /// <summary>Frames heeded in a second; a neighbour sends one in five to sixty.</summary>
    private const int MostInSecond = 64;

    private static readonly TimeSpan NewsInterval = TimeSpan.FromSeconds(1);

    private readonly RateLimiter _news = new(clock, NewsInterval);
    private long _second = clock.GetTimestamp();
    private int _inSecond;
    private string _told = "";
    private (bool Carries, bool IsInLag) _noted;

    public PortSlot Slot { get; } = slot;

    public DiscoverySettings Settings { get; set; } = new();

    public bool Carries => Slot is { IsRunning: true, LinkUp: true };

    /// <summary>Its link, or whether a LAG uses it, is another than when it was last looked at.</summary>
    public bool HasChanged => (Carries, IsInLag) != _noted;

    public AdvertisingClock Timer { get; } = new(clock);

    public NeighbourTable Neighbours { get; } = new(room, clock);

    /// <summary>What it told last, and in which protocol; null when it tells nothing.</summary>
    public (DiscoveryProtocol Protocol, Advertisement What, byte[] Payload)? Told { get; set; }

    private bool IsInLag => Slot.Lag is { Distributes: true };

    /// <summary>It is looked at.</summary>
    public void Note() => _noted = (Carries, IsInLag);

    /// <summary>False for a frame too many.</summary>
    public bool TryAdmit()
    {
        if (clock.GetElapsedTime(_second).TotalSeconds >= 1)
        {
            (_second, _inSecond) = (clock.GetTimestamp(), 0);
        }

        return ++_inSecond <= MostInSecond;
    }

    /// <summary>Somebody came or went.</summary>
    public void DemandNews() => _news.Demand();

    /// <summary>True when the first neighbour is another than was told; at most once a second.</summary>
    public bool TryTakeNews()
    {
        if (!_news.TryStart())
        {
            return false;
        }

        string now = Neighbours.First?.Key ?? "";
        bool isNew = now != _told;
        _told = now;
        return isNew;
    }

    public TimeSpan TimeToDue() => Sooner(Sooner(Timer.TimeToDue(), Neighbours.TimeToDue()), _news.TimeToDue());

    public static TimeSpan Sooner(TimeSpan one, TimeSpan other) =>
        one == Timeout.InfiniteTimeSpan ? other : other == Timeout.InfiniteTimeSpan || one < other ? one : other;
}

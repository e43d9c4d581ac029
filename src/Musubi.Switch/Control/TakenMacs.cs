using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// MACs that guests took and that wait to become effective. However fast guests change theirs, a port gets a new one at most
/// once in <see cref="PortInterval"/> (the newest wins), and the plan is recompiled for it at most once in
/// <see cref="CompileInterval"/>. One MAC for each port waits at most. Control thread only.
/// </summary>
public sealed class TakenMacs(TimeProvider clock)
{
    public static readonly TimeSpan PortInterval = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan CompileInterval = TimeSpan.FromMilliseconds(50);

    private readonly RateLimiter _limiter = new(clock, CompileInterval);
    private readonly Dictionary<PortSlot, ulong> _waiting = [];
    private readonly Dictionary<PortSlot, long> _recent = [];

    public void Add(PortSlot slot, ulong mac)
    {
        if (mac != slot.TakenMac)
        {
            _waiting[slot] = mac;
            _limiter.Demand();
        }
    }

    public TimeSpan TimeToDue() => _limiter.TimeToDue();

    /// <summary>Gives the slots whose turn it is their new MAC; the plan must then be compiled again if there are any.</summary>
    /// <param name="exists">False for ports that have left the plan.</param>
    public IReadOnlyList<PortSlot> TakeDue(Func<PortSlot, bool> exists)
    {
        if (!_limiter.TryStart())
        {
            return [];
        }

        ForgetOld();
        foreach (PortSlot gone in _waiting.Keys.Where(slot => !exists(slot)).ToList())
        {
            _waiting.Remove(gone);
        }

        PortSlot[] due = [.. _waiting.Keys.Where(slot => !_recent.ContainsKey(slot))];
        foreach (PortSlot slot in due)
        {
            slot.TakenMac = _waiting[slot];
            _waiting.Remove(slot);
            _recent[slot] = clock.GetTimestamp();
        }

        if (_waiting.Count > 0)
        {
            _limiter.Demand();
        }

        return due;
    }

    private void ForgetOld()
    {
        foreach ((PortSlot slot, long since) in _recent)
        {
            if (clock.GetElapsedTime(since) >= PortInterval)
            {
                _recent.Remove(slot);
            }
        }
    }
}

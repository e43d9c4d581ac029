using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>What the model's ports have learned: a plain list, asked anew for each frame.</summary>
public sealed class ReferenceLearning
{
    private readonly List<Entry> _entries = [];
    private readonly List<(ulong Mac, int Vlan)> _heard = [];
    private int _now;

    public IEnumerable<(ulong Mac, int Vlan)> At(ReferencePort port) => _entries.Where(entry => entry.Port == port).Select(entry => (entry.Mac, entry.Vlan)).Order();

    public ReferencePort? OwnerOf(ulong mac, uint switchKey, int vlan) => Find(mac, switchKey, vlan)?.Port;

    /// <summary>A source that is nobody's own: known, to be learned after the batch, or one too many.</summary>
    public DropReason Hear(ReferencePort port, ulong mac, int vlan)
    {
        if (Find(mac, port.Switch, vlan) is { } known && known.Port == port)
        {
            known.Seen = _now;
            return DropReason.None;
        }

        if (!IsFull(port))
        {
            _heard.Add((mac, vlan));
            return DropReason.None;
        }

        return port.Vnic!.MacLearning.DropAtLimit ? DropReason.MacLimit : DropReason.None;
    }

    public void EndBatch(ReferencePort port)
    {
        foreach ((ulong mac, int vlan) in _heard)
        {
            Entry? known = _entries.Find(entry => entry.Mac == mac && entry.Vlan == vlan && entry.Port.Switch == port.Switch);
            bool isHeld = known is { IsGone: false } && known.Since == _now;
            if (known?.Port == port)
            {
                (known.Seen, known.IsGone) = (_now, false);
            }
            else if (!isHeld && !IsFull(port))
            {
                _entries.RemoveAll(entry => entry == known);
                _entries.Add(new Entry(mac, vlan, port) { Seen = _now, Since = _now });
            }
        }

        _heard.Clear();
    }

    /// <summary>A frame from the wire with a learned source is an echo, unless the source has long been silent here: then it has moved away.</summary>
    public bool IsEcho(ulong mac, uint switchKey, int vlan)
    {
        if (Find(mac, switchKey, vlan) is not { } known)
        {
            return false;
        }

        known.IsGone = _now - known.Seen >= 2;
        return !known.IsGone;
    }

    public void Wait(int seconds)
    {
        _now += seconds;
        _entries.RemoveAll(entry => entry.IsGone || _now - entry.Seen > entry.Port.Vnic!.MacLearning.AgeingSeconds);
    }

    /// <summary>The configuration or what runs has changed.</summary>
    public void Flush(Func<ulong, ReferencePort, int, bool> isOwned) =>
        _entries.RemoveAll(entry => !entry.Port.Learns || isOwned(entry.Mac, entry.Port, entry.Vlan));

    private bool IsFull(ReferencePort port) => At(port).Count() >= port.Vnic!.MacLearning.Limit;

    private Entry? Find(ulong mac, uint switchKey, int vlan) =>
        _entries.Find(entry => entry.Mac == mac && entry.Vlan == vlan && entry.Port.Switch == switchKey && !entry.IsGone);

    private sealed record Entry(ulong Mac, int Vlan, ReferencePort Port)
    {
        public int Seen { get; set; }

        public int Since { get; init; }

        public bool IsGone { get; set; }
    }
}

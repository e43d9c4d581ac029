using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>
/// The addresses of all guests: who holds which, for how long, and how much room each port has. An address that one port holds is another's of the same
/// network only when it was given up. Control thread only; a search goes through one port's addresses, an expiry through all.
/// </summary>
public sealed class AddressTable(AddressCounts counts)
{
    /// <summary>Addresses of all ports.</summary>
    public const int Capacity = 65_536;

    private readonly HashSet<SnoopedPort> _ports = [];
    private readonly Dictionary<Holding, SnoopedPort> _holders = [];
    private readonly Dictionary<Holding, SnoopedPort> _configured = [];
    private long _uses;

    /// <summary>Addresses of all ports.</summary>
    public int Total { get; private set; }

    /// <summary>Nothing expires before; <see cref="TimeSpan.MaxValue"/> when nothing does.</summary>
    public TimeSpan NextExpiry { get; private set; } = TimeSpan.MaxValue;

    public void Add(SnoopedPort port) => _ports.Add(port);

    public void Remove(SnoopedPort port)
    {
        Flush(port);
        _ports.Remove(port);
    }

    /// <summary>All ports have the settings of the newest plan: notes what addresses they were given.</summary>
    public void NoteConfigured()
    {
        _configured.Clear();
        foreach (SnoopedPort port in _ports.Where(port => !port.Settings.IsTrunk))
        {
            foreach (KnownAddress known in port.Settings.Configured.Where(known => known.Length == AddressKey.Bits))
            {
                _configured.TryAdd(new Holding(port.Switch, port.Settings.Segment, known.Address), port);
            }
        }
    }

    /// <summary>Whether an address is another port's.</summary>
    internal bool IsElsewhere(Holding held, SnoopedPort port) =>
        (_holders.TryGetValue(held, out SnoopedPort? holder) && holder != port)
        || (_configured.TryGetValue(held, out SnoopedPort? given) && given != port && !port.HasConfigured(held.Address));

    /// <summary>Takes an address from another port that holds it by a claim. Null when none does that was asked.</summary>
    /// <param name="vlan">In which it was asked: a port that does not hear that (RFC 5517) could not answer.</param>
    internal SnoopedPort? TakeClaimed(Holding held, SnoopedPort port, ushort vlan)
    {
        if (_holders.TryGetValue(held, out SnoopedPort? holder) && holder != port && holder.Settings.Hears(vlan)
            && holder.Bindings.FirstOrDefault(binding => binding.Address == held.Address && binding.Segment == held.Segment) is { Origin: AddressOrigin.Claimed } left)
        {
            Forget(holder, left);
            return holder;
        }

        return null;
    }

    /// <summary>Adds an address or renews it. False when there is no room, or it is nothing that a guest can have.</summary>
    /// <param name="vlan">As <see cref="SnoopedPort.Kept"/> says.</param>
    /// <param name="end">When it expires; null for never.</param>
    internal bool Keep(SnoopedPort port, Holding held, int length, ushort vlan, AddressOrigin origin, TimeSpan? end)
    {
        if (length == AddressKey.Bits && !held.Address.IsUsable)
        {
            return false;
        }

        Binding? binding = port.Find(held.Address, length, vlan);
        bool needsRoom = binding is null || (binding.Origin == AddressOrigin.Traffic) != (origin == AddressOrigin.Traffic);
        if (needsRoom && !MakeRoom(port, origin, binding is null ? 1 : 0))
        {
            counts.Refused++;
            return false;
        }

        if (binding is null)
        {
            binding = new Binding(held.Address, length, vlan, held.Segment);
            port.Add(binding);
            Total++;
        }

        (binding.Origin, binding.Expires) = (origin, end);
        Use(binding);
        if (length == AddressKey.Bits && origin != AddressOrigin.Traffic)
        {
            _holders.TryAdd(held, port);
        }

        NextExpiry = end < NextExpiry ? end.Value : NextExpiry;
        return true;
    }

    internal void Use(Binding binding) => binding.Used = ++_uses;

    internal void Forget(SnoopedPort port, Binding binding)
    {
        port.Remove(binding);
        Total--;
        Holding held = new(port.Switch, binding.Segment, binding.Address);
        if (binding.Length == AddressKey.Bits && _holders.TryGetValue(held, out SnoopedPort? holder) && holder == port)
        {
            _holders.Remove(held);
        }
    }

    /// <summary>Forgets all of a port. False when it had nothing.</summary>
    internal bool Flush(SnoopedPort port)
    {
        Binding[] all = [.. port.Bindings];
        foreach (Binding binding in all)
        {
            Forget(port, binding);
        }

        counts.Flushed += all.Length;
        return all.Length > 0;
    }

    /// <summary>Forgets what has come to its end, and names the ports that lost something.</summary>
    internal IReadOnlyList<SnoopedPort> Expire(TimeSpan now)
    {
        List<SnoopedPort> changed = [];
        NextExpiry = TimeSpan.MaxValue;
        foreach (SnoopedPort port in _ports)
        {
            Binding[] over = [.. port.Bindings.Where(binding => binding.Expires <= now)];
            foreach (Binding binding in over)
            {
                Forget(port, binding);
                counts.Expired++;
            }

            if (over.Length > 0)
            {
                changed.Add(port);
            }

            foreach (Binding binding in port.Bindings)
            {
                NextExpiry = binding.Expires < NextExpiry ? binding.Expires.Value : NextExpiry;
            }
        }

        return changed;
    }

    /// <summary>Leases are kept; of what guests claimed themselves, and of what was seen in traffic, the one used longest ago gives way.</summary>
    /// <param name="added">1 for one more address; 0 for one that was only seen in traffic before.</param>
    private bool MakeRoom(SnoopedPort port, AddressOrigin origin, int added)
    {
        bool traffic = origin == AddressOrigin.Traffic;
        if (port.Count(traffic) < (traffic ? SnoopedPort.MostTraffic : SnoopedPort.MostBindings) && Total + added <= Capacity)
        {
            return true;
        }

        AddressOrigin yielding = traffic ? AddressOrigin.Traffic : AddressOrigin.Claimed;
        Binding? oldest = port.Bindings.Where(binding => binding.Origin == yielding).MinBy(binding => binding.Used);
        if (oldest is not null)
        {
            Forget(port, oldest);
        }

        return oldest is not null;
    }
}

using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>
/// Decides which addresses a guest has by what is seen: leases that a DHCP server gave it, until they end; IPv6 addresses that it asked for and that nobody
/// objected to (RFC 6620). An address that one port holds is given to no other of its network; one that was claimed goes to
/// whoever claims it next, if its holder does not answer. A state machine: one input after the other, its time by the clock. Control thread only.
/// </summary>
public sealed class AddressLearner
{
    /// <summary>How long others may object to a claim (RFC 6620, TENT_LT).</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMilliseconds(500);

    /// <summary>An address that was seen in traffic is shown for as long after it was last seen, or up to <see cref="TrafficSlack"/> less.</summary>
    public static readonly TimeSpan TrafficTime = TimeSpan.FromHours(1);

    public static readonly TimeSpan TrafficSlack = TimeSpan.FromMinutes(10);

    /// <summary>Addresses of one DHCPv6 message that are looked at.</summary>
    private const int MostLeases = 16;

    /// <summary>The shortest prefix that a guest can be delegated: less would let it use anything.</summary>
    private const int ShortestPrefix = 16;

    /// <summary>Two clocks are never read at the same instant: an end that differs by less is the same.</summary>
    private const long ClockSlackSeconds = 2;

    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly DhcpExchanges _exchanges = new();
    private readonly Dictionary<Holding, Claim> _claims = [];
    private bool _changed;

    public AddressLearner(TimeProvider clock) => (_clock, _start, Table) = (clock, clock.GetTimestamp(), new AddressTable(Counts));

    public AddressCounts Counts { get; } = new();

    public AddressTable Table { get; }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    public void Add(SnoopedPort port)
    {
        Table.Add(port);
        port.Publish();
    }

    /// <summary>A plan says something else of a port than before.</summary>
    public void Change(SnoopedPort port, SnoopSettings settings)
    {
        if (!settings.Vlan.Equals(port.Settings.Vlan) || !settings.Snoops)
        {
            Flush(port);
        }

        port.Settings = settings;
        port.Publish();
    }

    public void Remove(SnoopedPort port)
    {
        Flush(port);
        Table.Remove(port);
    }

    /// <summary>What a guest was seen to have before, in place of what is known: by an earlier data plane, or on another host.</summary>
    /// <param name="segments">Of the newest plan.</param>
    public void TakeOver(SnoopedPort port, IEnumerable<SeenAddress> seen, Segments segments)
    {
        Flush(port);
        (TimeSpan now, DateTimeOffset today) = (Now, _clock.GetUtcNow());
        foreach (SeenAddress one in port.Settings.Snoops ? seen : [])
        {
            TimeSpan? left = one.ExpiresUnixSeconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(one.ExpiresUnixSeconds) - today;
            if (left <= TimeSpan.Zero || one.HasVlan != port.Settings.IsTrunk)
            {
                continue;
            }

            AddressKey address = AddressKey.Read(one.Address.Address.Span);
            int length = (int)one.Address.PrefixLength + (address.IsIpv4 ? AddressKey.BitsBeforeIpv4 : 0);
            int segment = one.HasVlan ? segments.Of(port.Switch, (int)one.Vlan) : port.Settings.Segment;
            Holding held = new(port.Switch, segment, address);
            Counts.TakenOver += Table.Keep(port, held, length, port.Kept((ushort)one.Vlan), one.Origin, now + left) ? 1 : 0;
        }

        port.Publish();
    }

    /// <summary>A client behind a port has sent something.</summary>
    /// <param name="source">The MAC that the frame came from.</param>
    public void FromClient(SnoopedPort port, int segment, ushort vlan, ulong source, in Dhcpv4Message message)
    {
        if (message.IsReply || message.Hardware != source)
        {
            return;
        }

        switch (message.Type)
        {
            case Dhcpv4Type.Discover or Dhcpv4Type.Request:
                AddressKey address = AddressKey.Ipv4(message.Requested != 0 ? message.Requested : message.Client);
                Ask(new TransactionKey(port.Switch, segment, message.Transaction, ulong.MaxValue, message.Hardware), new Transaction(port, vlan, address, Now));
                break;
            case Dhcpv4Type.Release:
                Release(port, new Holding(port.Switch, segment, AddressKey.Ipv4(message.Client)), AddressKey.Bits);
                break;
            case Dhcpv4Type.Decline:
                Release(port, new Holding(port.Switch, segment, AddressKey.Ipv4(message.Requested)), AddressKey.Bits);
                break;
        }
    }

    /// <summary>A server has sent something, in a network of a switch.</summary>
    /// <param name="sender">The port that it came from, where that is a snooped one: it grants nothing to itself.</param>
    public void FromServer(SnoopedPort? sender, uint owner, int segment, in Dhcpv4Message message)
    {
        TransactionKey key = new(owner, segment, message.Transaction, ulong.MaxValue, message.Hardware);
        if (!message.IsReply || !_exchanges.TryAnswer(key, sender, Now, out Transaction asked))
        {
            return;
        }

        if (message is { Type: Dhcpv4Type.Acknowledge, Lease: { } lease })
        {
            Lease(asked, new Holding(owner, segment, AddressKey.Ipv4(message.Yours)), AddressKey.Bits, lease);
        }
        else if (message.Type == Dhcpv4Type.Refuse)
        {
            Release(asked.Port, new Holding(owner, segment, asked.Address), AddressKey.Bits);
        }
    }

    /// <summary>A client behind a port has sent something.</summary>
    /// <param name="client">The address that it came from.</param>
    public void FromClient(SnoopedPort port, int segment, ushort vlan, AddressKey client, in Dhcpv6Message message)
    {
        if (message.Type is Dhcpv6Type.Release or Dhcpv6Type.Decline)
        {
            Span<Dhcpv6Lease> leases = stackalloc Dhcpv6Lease[MostLeases];
            foreach (ref readonly Dhcpv6Lease lease in leases[..message.ReadLeases(leases)])
            {
                Release(port, new Holding(port.Switch, segment, lease.Address), lease.Length);
            }
        }
        else if (message.Type is Dhcpv6Type.Solicit or Dhcpv6Type.Request or Dhcpv6Type.Renew or Dhcpv6Type.Rebind)
        {
            Ask(new TransactionKey(port.Switch, segment, message.Transaction, client.High, client.Low), new Transaction(port, vlan, default, Now));
        }
    }

    /// <summary>A server or a relay has sent something to a client.</summary>
    public void FromServer(SnoopedPort? sender, uint owner, int segment, AddressKey client, in Dhcpv6Message message)
    {
        TransactionKey key = new(owner, segment, message.Transaction, client.High, client.Low);
        if (message.Type != Dhcpv6Type.Reply || !_exchanges.TryAnswer(key, sender, Now, out Transaction asked))
        {
            return;
        }

        Span<Dhcpv6Lease> leases = stackalloc Dhcpv6Lease[MostLeases];
        foreach (ref readonly Dhcpv6Lease lease in leases[..message.ReadLeases(leases)])
        {
            Holding held = new(owner, segment, lease.Address);
            if (lease.Seconds == 0)
            {
                Release(asked.Port, held, lease.Length);
            }
            else if (lease.Length >= ShortestPrefix)
            {
                Lease(asked, held, lease.Length, lease.Seconds);
            }
        }
    }

    /// <summary>Somebody asks whether an address is free, to use it.</summary>
    /// <param name="sender">Null when it came from a port that is not snooped.</param>
    public void Claimed(SnoopedPort? sender, uint owner, int segment, ushort vlan, AddressKey target)
    {
        Holding wanted = new(owner, segment, target);
        if (_claims.TryGetValue(wanted, out Claim pending))
        {
            // Two at once: neither has it (RFC 4862, 5.4.3).
            Object(wanted, pending, sender, vlan);
        }
        else if (sender is { Settings.Snoops: true } && target is { IsUsable: true, IsIpv4: false } && !sender.HasConfigured(target))
        {
            Claim(sender, wanted, vlan);
        }
    }

    /// <summary>Somebody says that he has an address.</summary>
    public void Answered(SnoopedPort? sender, uint owner, int segment, ushort vlan, AddressKey target)
    {
        Holding told = new(owner, segment, target);
        if (_claims.TryGetValue(told, out Claim pending))
        {
            Object(told, pending, sender, vlan);
        }

        if (sender?.Find(target, AddressKey.Bits, sender.Kept(vlan)) is { } present)
        {
            Table.Use(present);
        }
    }

    /// <summary>A guest that may use any address was seen to use one.</summary>
    public void NoteTraffic(SnoopedPort port, int segment, ushort vlan, AddressKey address)
    {
        if (port.Settings.Mode != SpoofGuard.Observe || !address.IsUsable)
        {
            return;
        }

        Binding? present = port.Find(address, AddressKey.Bits, port.Kept(vlan));
        if (present is { Origin: not AddressOrigin.Traffic } || present?.Expires - Now > TrafficTime - TrafficSlack)
        {
            Table.Use(present!);
            return;
        }

        Table.Keep(port, new Holding(port.Switch, segment, address), AddressKey.Bits, port.Kept(vlan), AddressOrigin.Traffic, Now + TrafficTime);
        _changed = true;
    }

    /// <summary>Until <see cref="Advance"/> has something to do; infinite when it never has.</summary>
    public TimeSpan TimeToDue()
    {
        TimeSpan due = _claims.Values.Select(claim => claim.Due).Append(Table.NextExpiry).Min();
        return due == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : due > Now ? due - Now : TimeSpan.Zero;
    }

    /// <summary>Time has passed.</summary>
    public void Advance()
    {
        TimeSpan now = Now;
        foreach ((Holding wanted, Claim claim) in _claims.Where(pair => pair.Value.Due <= now).ToList())
        {
            Forget(wanted, claim);
            Win(claim, wanted);
        }

        foreach (SnoopedPort port in Table.NextExpiry <= now ? Table.Expire(now) : [])
        {
            port.Publish();
            _changed = true;
        }
    }

    /// <summary>True once after what guests have changed.</summary>
    public bool TakeChange()
    {
        bool changed = _changed;
        _changed = false;
        return changed;
    }

    /// <summary>What a guest has now.</summary>
    public IEnumerable<SeenAddress> Describe(SnoopedPort port)
    {
        (TimeSpan now, DateTimeOffset today) = (Now, _clock.GetUtcNow());
        foreach (Binding binding in port.Bindings)
        {
            long end = binding.Expires is { } expires ? (today + (expires - now)).ToUnixTimeSeconds() : 0;
            binding.ToldEnd = Math.Abs(end - binding.ToldEnd) <= ClockSlackSeconds ? binding.ToldEnd : end;
            SeenAddress seen = new()
            {
                Address = new AddressPrefix
                {
                    Address = ByteString.CopyFrom(binding.Address.ToBytes()),
                    PrefixLength = (uint)(binding.Length - (binding.Address.IsIpv4 ? AddressKey.BitsBeforeIpv4 : 0)),
                },
                Origin = binding.Origin,
                ExpiresUnixSeconds = binding.ToldEnd,
            };
            if (binding.Vlan != KnownAddresses.AnyVlan)
            {
                seen.Vlan = binding.Vlan;
            }

            yield return seen;
        }
    }

    private void Ask(TransactionKey key, Transaction asked) => Counts.Contested += _exchanges.TryAsk(key, asked) ? 0 : 1;

    private void Lease(Transaction asked, Holding held, int length, uint seconds)
    {
        SnoopedPort port = asked.Port;
        if (length == AddressKey.Bits && Table.IsElsewhere(held, port))
        {
            Counts.Contested++;
            return;
        }

        bool isNew = port.Find(held.Address, length, port.Kept(asked.Vlan)) is not { Origin: AddressOrigin.Dhcp };
        TimeSpan? end = seconds == uint.MaxValue ? null : Now + TimeSpan.FromSeconds(seconds);
        if (Table.Keep(port, held, length, port.Kept(asked.Vlan), AddressOrigin.Dhcp, end))
        {
            Counts.Leased += isNew ? 1 : 0;
            port.Publish();
            _changed = true;
        }
    }

    private void Release(SnoopedPort port, Holding given, int length)
    {
        if (port.Bindings.FirstOrDefault(binding =>
                binding.Address == given.Address && binding.Length == length && binding.Segment == given.Segment && binding.Origin == AddressOrigin.Dhcp) is { } held)
        {
            Table.Forget(port, held);
            Counts.Released++;
            port.Publish();
            _changed = true;
        }
    }

    private void Claim(SnoopedPort port, Holding wanted, ushort vlan)
    {
        if (port.Find(wanted.Address, AddressKey.Bits, port.Kept(vlan)) is { Origin: not AddressOrigin.Traffic } present)
        {
            Table.Use(present);
        }
        else if (port.Claims == SnoopedPort.MostClaims)
        {
            Counts.Refused++;
        }
        else
        {
            port.Claims++;
            _claims.Add(wanted, new Claim(port, vlan, Now + ClaimTime));
        }
    }

    /// <summary>Nobody has objected. Whoever held the address by a claim of his own, and was asked, does not answer for it any more.</summary>
    private void Win(Claim claim, Holding wanted)
    {
        SnoopedPort port = claim.Port;
        if (Table.TakeClaimed(wanted, port, claim.Vlan) is { } former)
        {
            former.Publish();
            Counts.Moved++;
        }

        if (Table.IsElsewhere(wanted, port))
        {
            Counts.Contested++;
        }
        else if (Table.Keep(port, wanted, AddressKey.Bits, port.Kept(claim.Vlan), AddressOrigin.Claimed, null))
        {
            Counts.Claimed++;
            port.Publish();
        }

        _changed = true;
    }

    /// <summary>
    /// Somebody else speaks for an address that is claimed. Where the claimant does not hear that, in a private VLAN, it goes on to use the address, and whoever
    /// says so could keep it from any: who asked first has it.
    /// </summary>
    private void Object(Holding wanted, Claim claim, SnoopedPort? sender, ushort vlan)
    {
        if (claim.Port == sender)
        {
            return;
        }

        Counts.Contested++;
        if (claim.Port.Settings.Hears(vlan))
        {
            Forget(wanted, claim);
        }
    }

    private void Forget(Holding wanted, Claim claim)
    {
        _claims.Remove(wanted);
        claim.Port.Claims--;
    }

    /// <summary>Forgets all of a port.</summary>
    private void Flush(SnoopedPort port)
    {
        _changed |= Table.Flush(port);
        foreach ((Holding wanted, Claim claim) in _claims.Where(pair => pair.Value.Port == port).ToList())
        {
            Forget(wanted, claim);
        }

        _exchanges.Forget(port);
    }
}

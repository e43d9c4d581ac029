using System.Globalization;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Admission;

/// <summary>
/// Sets what is reserved of a switch's uplinks against what there is: traffic types against the slowest uplink, quotas of pools
/// against what virtual machines have, vNICs against their pool and against their host. Pure.
/// </summary>
internal sealed class IoBalances
{
    /// <summary>Of an uplink, that may be reserved; the rest is for what nobody reserved.</summary>
    private const int Percent = 75;

    /// <summary>Terms of a sum that are told one by one.</summary>
    private const int MostTerms = 8;

    private const string VnicField = "ioAllocation.reservationBitsPerSecond";

    private readonly InventorySnapshot _snapshot;
    private readonly SwitchConfig _owner;
    private readonly List<IoUplink> _uplinks;
    private readonly IoReservation[] _reservations;
    private readonly long _ofVms;

    private IoBalances(InventorySnapshot snapshot, SwitchConfig owner)
    {
        (_snapshot, _owner) = (snapshot, owner);
        _uplinks = IoBook.UplinksOf(snapshot, owner);
        _reservations = [.. IoBook.ReservationsOf(snapshot, owner)];
        _ofVms = owner.IoControl.Of(TrafficType.VirtualMachine).ReservationBitsPerSecond;
    }

    /// <summary>None of a switch without I/O control.</summary>
    public static IEnumerable<IoBalance> Of(InventorySnapshot snapshot, SwitchConfig owner)
    {
        if (!owner.IoControl.Enabled)
        {
            return [];
        }

        IoBalances balances = new(snapshot, owner);
        return [.. balances.OfTypes(), .. balances.OfPools(), .. balances.OfHosts()];
    }

    private IEnumerable<IoBalance> OfTypes()
    {
        IoTraffic[] reserved = [.. TrafficTypeWords.All.Select(_owner.IoControl.Of).Where(one => one.ReservationBitsPerSecond > 0)];
        if (reserved.Length == 0)
        {
            yield break;
        }

        foreach (IoUplink unknown in _uplinks.Where(uplink => uplink.CapacityBitsPerSecond is null))
        {
            yield return new IoBalance($"capacity {unknown.Host.Id} {unknown.Assignment.Uplink}", 1, 0, $"uplinkCapacities.{unknown.Assignment.Uplink}",
                () => $"must be given: what {unknown.Who} carries is not known, and traffic types reserve a part of each uplink of switch {_owner.Name}");
        }

        if (_uplinks.Where(uplink => uplink.CapacityBitsPerSecond is not null).MinBy(uplink => uplink.CapacityBitsPerSecond) is { CapacityBitsPerSecond: { } capacity } slowest)
        {
            long most = capacity / 100 * Percent;
            yield return new IoBalance("types", reserved.Sum(one => one.ReservationBitsPerSecond), most, "ioControl.trafficTypes",
                () => $"traffic types reserve {Sum(reserved.Select(one => (one.ReservationBitsPerSecond, TrafficTypeWords.Word(one.Type))))} on each uplink of switch {_owner.Name}, "
                    + $"which must be at most {Percent} % of the slowest, {slowest.Who}: {RateText.Of(capacity)} × {Percent} % = {RateText.Of(most)}");
        }
    }

    private IEnumerable<IoBalance> OfPools()
    {
        long all = _ofVms * _uplinks.Count;
        string ofAll = $"what virtual machines have reserved on all uplinks of switch {_owner.Name}: {RateText.Of(_ofVms)} × {Count(_uplinks.Count, "uplink")} = {RateText.Of(all)}";
        IoPool[] pools = [.. _owner.IoPools.Where(pool => pool.QuotaBitsPerSecond > 0)];
        long quotas = pools.Sum(pool => pool.QuotaBitsPerSecond);
        yield return new IoBalance("quotas", quotas, all, "networkResourcePools",
            () => $"the quotas of network resource pools are {Sum(pools.Select(pool => (pool.QuotaBitsPerSecond, pool.Name)))}, which must be at most {ofAll}");
        // A vNIC that migrates takes of its pool once.
        foreach (IGrouping<string, IoReservation> pool in _reservations.Where(one => ReferenceEquals(one.Connection, one.Port.Connection)).GroupBy(one => one.Group.IoPool ?? ""))
        {
            yield return pool.Key.Length == 0 ? OfRest(pool, all - quotas, quotas, ofAll) : OfPool(pool);
        }
    }

    private static IoBalance OfRest(IEnumerable<IoReservation> vnics, long supply, long quotas, string ofAll) => new("rest", vnics.Sum(one => one.BitsPerSecond), supply, VnicField,
        () => $"vNICs that are in no network resource pool reserve {Sum(vnics)}, which must be at most {ofAll}{(quotas > 0 ? $", less the quotas of pools, {RateText.Of(quotas)}: {RateText.Of(supply)}" : "")}");

    private IoBalance OfPool(IGrouping<string, IoReservation> vnics)
    {
        long quota = _owner.IoPools.FirstOrDefault(one => one.Name == vnics.Key)?.QuotaBitsPerSecond ?? 0;
        return new IoBalance($"pool {vnics.Key}", vnics.Sum(one => one.BitsPerSecond), quota, VnicField,
            () => $"vNICs of network resource pool {vnics.Key} reserve {Sum(vnics)}, which must be at most its quota, {RateText.Of(quota)}");
    }

    private IEnumerable<IoBalance> OfHosts()
    {
        foreach (IGrouping<Guid, IoReservation> host in _reservations.GroupBy(one => one.Connection.HostId))
        {
            if (_owner.Members.FirstOrDefault(one => one.HostId == host.Key) is not { } member)
            {
                continue;
            }

            foreach (IoReservation vnic in host)
            {
                yield return new IoBalance($"vnic {vnic.Port.Id} {host.Key}", vnic.BitsPerSecond, _ofVms, VnicField,
                    () => $"{vnic.Who} reserves {RateText.Of(vnic.BitsPerSecond)}, and leaves by one uplink at a time, on which virtual machines have reserved {RateText.Of(_ofVms)}");
            }

            (IoReservation Vnic, ValueList<string> Ways)[] all = [.. host.Select(one => (one, IoBook.WaysOf(_owner, member, one)))];
            ValueList<string> anyWay = [.. _owner.Uplinks.Where(uplink => all.Any(one => one.Ways.Contains(uplink)))];
            foreach (ValueList<string> ways in all.Select(one => one.Ways).Append(anyWay).Distinct())
            {
                yield return OfWays(_snapshot.Hosts[host.Key], [.. all.Where(one => one.Ways.All(ways.Contains)).Select(one => one.Vnic)], ways);
            }
        }
    }

    private IoBalance OfWays(HostConfig host, IoReservation[] vnics, ValueList<string> ways)
    {
        long supply = _ofVms * ways.Count;
        return new IoBalance($"host {host.Id} {string.Join(',', ways)}", vnics.Sum(one => one.BitsPerSecond), supply, VnicField,
            () => $"vNICs on host {host.Name} that leave by {Told(ways)} reserve {Sum(vnics)}, "
                + $"which must be at most what virtual machines have reserved there: {RateText.Of(_ofVms)} × {Count(ways.Count, "uplink")} = {RateText.Of(supply)}");
    }

    /// <summary>"Uplink 1, lag1 (Uplink 2, Uplink 3)"</summary>
    private string Told(ValueList<string> ways) => ways.Count == 0
        ? "no uplink"
        : string.Join(", ", ways.GroupBy(way => _owner.LagOf(way)?.Name ?? way).Select(one => _owner.LagOf(one.First()) is null ? one.Key : $"{one.Key} ({string.Join(", ", one)})"));

    private static string Count(int number, string thing) => string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");

    private static string Sum(IEnumerable<IoReservation> vnics) =>
        Sum(vnics.OrderByDescending(one => one.BitsPerSecond).ThenBy(one => one.Who, StringComparer.Ordinal).Select(one => (one.BitsPerSecond, one.Who)));

    /// <summary>"5 Gbit/s (vm1 nic0) + 3 Gbit/s (vm2 nic0) = 8 Gbit/s"</summary>
    private static string Sum(IEnumerable<(long Rate, string Name)> terms)
    {
        (long Rate, string Name)[] all = [.. terms];
        if (all.Length == 0)
        {
            return RateText.Of(0);
        }

        string told = string.Join(" + ", all.Take(MostTerms).Select(term => $"{RateText.Of(term.Rate)} ({ShownValue.Of(term.Name)})"));
        string rest = all.Length > MostTerms ? $" + {RateText.Of(all.Skip(MostTerms).Sum(term => term.Rate))} ({Count(all.Length - MostTerms, "other")})" : "";
        return all.Length == 1 ? told : $"{told}{rest} = {RateText.Of(all.Sum(term => term.Rate))}";
    }
}

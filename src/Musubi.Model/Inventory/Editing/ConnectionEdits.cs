using Musubi.Model.Capabilities;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Connects vNICs and host adapters to ports, moves them, and disconnects them.</summary>
internal static class ConnectionEdits
{
    /// <param name="session">The edit.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="held">The port that it holds; null when it holds none.</param>
    public static void Connect(EditSession session, ConnectionWish wish, PortConfig? held)
    {
        int errors = session.Errors.Count;
        if (IsReady(session, wish, held))
        {
            return;
        }

        CheckHost(session, wish, held);
        CheckPlace(session, wish, held);
        CheckMac(session, wish, held);
        if (session.Errors.Count > errors)
        {
            return;
        }

        if (held is null)
        {
            Plug(session, wish, wish.Mac ?? MacPool.Take(session, wish.Prefix), wish.Addresses ?? []);
        }
        else if (held.PortGroupId != wish.Group.Id)
        {
            ConnectionConfig present = held.Connection!;
            Disconnect(session, held);
            Plug(session, wish, present.Mac, wish.Addresses ?? present.Addresses);
        }
        else
        {
            Keep(session, wish, held);
        }

        if (session.Errors.Count == errors && session.Target is { } target)
        {
            AddressEdits.Warn(session, target, $"{wish.Prefix}addresses");
        }
    }

    /// <summary>What must hold of the host and the place that a vNIC is to migrate to.</summary>
    public static void CheckDestination(EditSession session, ConnectionWish wish, PortConfig held)
    {
        CheckHost(session, wish, held);
        CheckPlace(session, wish, held);
    }

    public static void Disconnect(EditSession session, PortConfig held)
    {
        bool resets = session.Draft.PortGroups[held.PortGroupId].ResetAtDisconnect;
        session.Draft.Ports.Put(held with { Connection = null, TakesFrom = null, Destination = null, MovingAddresses = [], MovingCredit = null, Policy = resets ? PortPolicyConfig.Inherit : held.Policy });
    }

    /// <summary>
    /// While a vNIC migrates it is not moved. Connecting it where it is on its way to changes nothing: that is done when its
    /// guest runs there.
    /// </summary>
    private static bool IsReady(EditSession session, ConnectionWish wish, PortConfig? held)
    {
        if (held?.Destination is not { } destination || (held.PortGroupId == wish.Group.Id && held.Connection!.HostId == wish.Host.Id))
        {
            return false;
        }

        session.Target = held.Id;
        if (held.PortGroupId != wish.Group.Id || destination.HostId != wish.Host.Id || destination.Attachment != wish.Attachment || (wish.Mac is { } mac && mac != destination.Mac))
        {
            session.Errors.Conflict($"{wish.Prefix}host", wish.Host.Name,
                $"{NameList.Who(destination)} is migrating to {session.Draft.Hosts[destination.HostId].Name} ({AttachmentPlace.Of(destination.Attachment)}): complete or cancel that first");
        }

        return true;
    }

    private static void Plug(EditSession session, ConnectionWish wish, MacAddress? mac, ValueList<string> addresses)
    {
        if (mac is not { } address || PortPool.Take(session, wish.Group) is not { } port)
        {
            return;
        }

        session.Target = port.Id;
        session.Draft.Ports.Put(port with { Incarnation = port.Incarnation + 1, Connection = Make(wish, address, addresses) });
    }

    /// <summary>The port stays; its connection is the same, is on another host, has other addresses or another part of uplinks, or (host adapters only) is for something else.</summary>
    private static void Keep(EditSession session, ConnectionWish wish, PortConfig held)
    {
        session.Target = held.Id;
        ConnectionConfig present = held.Connection!;
        ConnectionConfig wanted = Make(wish, present.Mac, wish.Addresses ?? present.Addresses);
        bool isOther = present.HostId != wish.Host.Id;
        session.Draft.Ports.Put(held with
        {
            Connection = wanted,
            TakesFrom = isOther ? null : held.TakesFrom,
            Destination = held.Destination is { } destination ? destination with { Addresses = wanted.Addresses, Io = wanted.Io } : null,
            Incarnation = isOther ? held.Incarnation + 1 : held.Incarnation,
        });
    }

    private static ConnectionConfig Make(ConnectionWish wish, MacAddress mac, ValueList<string> addresses) => new()
    {
        Vm = wish.Vm,
        Vnic = wish.Vnic,
        HostId = wish.Host.Id,
        Mac = mac,
        Attachment = wish.Attachment,
        Io = wish.Io,
        Traffic = wish.Traffic == TrafficType.Management ? null : wish.Traffic,
        Addresses = addresses,
    };

    private static void CheckHost(EditSession session, ConnectionWish wish, PortConfig? held)
    {
        string field = $"{wish.Prefix}host";
        SwitchConfig owner = session.Draft.Switches[wish.Group.SwitchId];
        if (MemberEdits.Find(owner, wish.Host.Id) is null)
        {
            session.Errors.Refuse(field, wish.Host.Name, $"must be a member of switch {owner.Name}, to which port group {wish.Group.Name} belongs");
            return;
        }

        if (held?.Connection?.HostId != wish.Host.Id && session.Draft.Ports.CountOnHost(wish.Host.Id) >= Limits.MaxPortsOnHost)
        {
            session.Errors.Refuse(field, wish.Host.Name, $"a host can have at most {Limits.MaxPortsOnHost} connected ports");
        }

        CapabilityCheck.Require(session, wish.Host, field, RequiredCapabilities.OfAttachment(wish.Attachment));
        if (held is not null && held.PortGroupId == wish.Group.Id)
        {
            CapabilityCheck.Require(session, wish.Host, field,
                RequiredCapabilities.OfPolicy(PolicyResolver.Resolve(owner, wish.Group.Policy, held.Policy)));
        }
    }

    private static void CheckPlace(EditSession session, ConnectionWish wish, PortConfig? held)
    {
        string field = $"{wish.Prefix}attachment";
        string place = AttachmentPlace.Of(wish.Attachment);
        PortConfig? holder = session.Draft.Ports.FindByPlace(wish.Host.Id, place);
        if (holder is not null && holder.Id != held?.Id)
        {
            session.Errors.Conflict(field, place, $"is taken on host {wish.Host.Name} by {NameList.Who(holder.Connection!)}");
        }

        if (wish.Attachment is not NamespaceAttachment && wish.Host.Nics.Any(n => place == $"interface {n.Name}"))
        {
            session.Errors.Conflict(field, place, $"is the name of a physical NIC of host {wish.Host.Name}");
        }

        if (held?.Connection is { } present && present.HostId == wish.Host.Id && !IsSameInterface(present.Attachment, wish.Attachment))
        {
            session.Errors.Conflict(field, place,
                $"{NameList.Who(present)} is connected with {AttachmentPlace.Of(present.Attachment)}: disconnect it first");
        }
    }

    /// <summary>Addresses of a host adapter may change while it is connected; all else about an attachment may not.</summary>
    private static bool IsSameInterface(AttachmentConfig present, AttachmentConfig wanted) =>
        present is HostAdapterAttachment && wanted is HostAdapterAttachment
            ? AttachmentPlace.Of(present) == AttachmentPlace.Of(wanted)
            : present == wanted;

    private static void CheckMac(EditSession session, ConnectionWish wish, PortConfig? held)
    {
        if (wish.Mac is not { } mac)
        {
            return;
        }

        string field = $"{wish.Prefix}mac";
        PortConfig? holder = session.Draft.Ports.FindByMac(mac);
        if (mac.IsGroup || mac.Value == 0)
        {
            session.Errors.Invalid(field, mac.ToString(), "must be a unicast MAC address other than zero");
        }
        else if (holder is not null && holder.Id != held?.Id)
        {
            session.Errors.Conflict(field, mac.ToString(), $"must be unique: {NameList.Who(holder.Connection!)} has it");
        }
        else if (held?.Connection is { } present && present.Mac != mac)
        {
            session.Errors.Conflict(field, mac.ToString(), $"{NameList.Who(present)} is connected with MAC {present.Mac}: disconnect it first");
        }
    }
}

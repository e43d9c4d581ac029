using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Host.State;
using Musubi.Io.Native;
using Musubi.Io.Packet;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>
/// Makes and keeps the interfaces of connected ports, and removes those of ports that are gone. What it makes is on disk before
/// it is made, so that nothing is left behind by a crash. The agent's thread only.
/// </summary>
internal sealed class VnicKeeper(IKernel kernel, StateHolder state, EventLog events, TimeProvider clock)
{
    private readonly Dictionary<Guid, VnicAttachment> _attachments = [];

    public IReadOnlyCollection<VnicAttachment> Attachments => _attachments.Values;

    /// <summary>Ports whose descriptor is open, as the plan needs them.</summary>
    public IReadOnlyDictionary<Guid, AttachedPort> Attached => _attachments.Values
        .Where(attachment => attachment.Descriptor is not null)
        .ToDictionary(attachment => attachment.Port.Id, ToPlan);

    /// <summary>Takes over a descriptor that the data plane runs with; false when no port wants it.</summary>
    public bool Adopt(Guid portId, long incarnation, FileDescriptor descriptor, HostShare[] shares)
    {
        SharePort? port = shares.Select(share => share.Ports.GetValueOrDefault(portId)).FirstOrDefault(found => found is not null);
        if (port is null || port.Incarnation != incarnation)
        {
            return false;
        }

        VnicAttachment attachment = Find(port);
        attachment.Close();
        attachment.Descriptor = descriptor;
        attachment.PacketInterface = port.Connection.Attachment is TapAttachment ? PacketSocket.InterfaceIndex(descriptor) : 0;
        if (attachment.IsConnection)
        {
            descriptor.Dispose();
        }

        return true;
    }

    /// <summary>
    /// The data plane has what it was offered. Our copies of connections to monitors are closed, so that a monitor sees when the
    /// data plane dies, and takes the next connection.
    /// </summary>
    public void NoteApplied()
    {
        foreach (VnicAttachment attachment in _attachments.Values.Where(attachment => attachment.IsConnection))
        {
            attachment.Descriptor?.Dispose();
        }
    }

    /// <summary>The data plane gave a port up; a connection to a monitor is made anew, everything else is offered again.</summary>
    public void NoteFaulted(string portId) => Disconnect(attachment => attachment.Port.Id.ToString() == portId);

    /// <summary>As people call what is connected to a port.</summary>
    public string NameOf(string portId) => _attachments.Values.FirstOrDefault(attachment => attachment.Port.Id.ToString() == portId)?.Name ?? $"port {portId}";

    /// <summary>Another data plane begins with nothing: connections to monitors are made anew.</summary>
    public void NoteNewSwitch() => Disconnect(_ => true);

    /// <summary>Sockets at which monitors do not listen yet.</summary>
    public IEnumerable<string> AwaitedSockets => _attachments.Values
        .Where(attachment => attachment.Waits.Length > 0)
        .Select(attachment => ((VhostUserAttachment)attachment.Port.Connection.Attachment).Socket);

    /// <param name="wanted">Every port that is to be attached now.</param>
    /// <param name="mtu">By switch, bytes.</param>
    /// <param name="deep">Also look into namespaces for drift.</param>
    /// <param name="mayConnect">A data plane is there that a connection to a monitor can be handed to.</param>
    public void Reconcile(IReadOnlyList<SharePort> wanted, IReadOnlyDictionary<Guid, int> mtu, bool deep, bool mayConnect)
    {
        RemoveUnwanted(wanted.ToDictionary(port => port.Id));
        RecordTaps(wanted);
        foreach (SharePort port in wanted)
        {
            VnicAttachment attachment = Find(port);
            attachment.Port = port;
            if (attachment.Retry.IsDue)
            {
                Attach(attachment, mtu[port.SwitchId], deep, mayConnect);
            }
        }
    }

    private static AttachedPort ToPlan(VnicAttachment attachment) => attachment.Port.Connection.Attachment switch
    {
        TapAttachment tap => new AttachedPort(attachment.PacketInterface, tap.Interface),
        VhostUserAttachment shared => AttachedPort.Vhost(shared),
        _ => AttachedPort.TapDevice,
    };

    private static TapPlace PlaceOf(AttachmentConfig attachment) => attachment switch
    {
        NamespaceAttachment inside => new TapPlace(inside.Namespace, inside.Interface),
        HostAdapterAttachment adapter => new TapPlace(null, adapter.Interface),
        TapAttachment tap => new TapPlace(null, tap.Interface),
        // A socket is a file; of those that we made, the path stands where the interface does.
        VhostUserAttachment shared => new TapPlace(null, shared.Socket),
        _ => throw new InvalidOperationException($"unknown attachment {attachment.GetType().Name}"),
    };

    private VnicAttachment Find(SharePort port)
    {
        if (!_attachments.TryGetValue(port.Id, out VnicAttachment? attachment))
        {
            attachment = new VnicAttachment(port, new RetryTimer(clock));
            _attachments.Add(port.Id, attachment);
        }

        return attachment;
    }

    private void Attach(VnicAttachment attachment, int mtu, bool deep, bool mayConnect)
    {
        try
        {
            switch (attachment.Port.Connection.Attachment)
            {
                case TapAttachment tap:
                    AttachQemuTap(attachment, tap, mtu);
                    break;
                case VhostUserAttachment shared:
                    AttachVhost(attachment, shared, mayConnect);
                    break;
                default:
                    AttachTap(attachment, PlaceOf(attachment.Port.Connection.Attachment), mtu, deep);
                    break;
            }
        }
        catch (IOException failure)
        {
            attachment.Retry.Failed();
            attachment.Set(ObjectState.Error, failure.Message);
        }
    }

    private void AttachVhost(VnicAttachment attachment, VhostUserAttachment shared, bool mayConnect)
    {
        attachment.Waits = "";
        if (shared.Listener == VhostUserListener.Switch)
        {
            attachment.Descriptor ??= kernel.ListenVhost(shared.Socket);
        }
        else if (attachment.Descriptor is null)
        {
            attachment.Descriptor = mayConnect ? kernel.ConnectVhost(shared.Socket) : null;
            attachment.Waits = attachment.Descriptor is null ? $"no virtual machine listens at {shared.Socket} yet" : "";
        }

        attachment.Retry.Succeeded();
        attachment.Set(ObjectState.Done, "");
    }

    private void Disconnect(Func<VnicAttachment, bool> which)
    {
        foreach (VnicAttachment attachment in _attachments.Values.Where(attachment => attachment.IsConnection && which(attachment)))
        {
            attachment.Close();
        }
    }

    private void AttachTap(VnicAttachment attachment, TapPlace place, int mtu, bool deep)
    {
        if (attachment.Descriptor is not null && !kernel.IsTapAlive(attachment.Descriptor))
        {
            NoteGone(attachment, place);
        }

        if (place.Namespace is not null && !kernel.NamespaceExists(place.Namespace))
        {
            attachment.Close();
            attachment.Set(ObjectState.Pending, $"namespace {place.Namespace} does not exist");
            return;
        }

        bool opened = attachment.Descriptor is null;
        attachment.Descriptor ??= kernel.OpenTap(place);
        bool isDue = opened || attachment.Mtu != mtu || attachment.State != ObjectState.Done;
        if (isDue || deep)
        {
            ValueList<string> repairs = Ensure(attachment, place, mtu);
            attachment.Mtu = mtu;
            if (!isDue && repairs.Count > 0)
            {
                events.Add("drift.repaired", attachment.Name, $"{place}: {string.Join(", ", repairs)}", EventSeverity.Warning);
            }
        }

        attachment.Retry.Succeeded();
        attachment.Set(ObjectState.Done, "");
    }

    private ValueList<string> Ensure(VnicAttachment attachment, TapPlace place, int mtu)
    {
        ValueList<string> addresses = attachment.Port.Connection.Attachment is HostAdapterAttachment adapter ? adapter.Addresses : [];
        TapSettings settings = new(attachment.Port.Connection.Mac, mtu, addresses);
        try
        {
            return kernel.EnsureTap(place, settings);
        }
        catch (InterfaceMissingException)
        {
            // The device lives, but not under this name: a namespace made anew, or an interface renamed. Make another.
            kernel.ReleaseTap(attachment.Descriptor!);
            NoteGone(attachment, place);
            attachment.Descriptor = kernel.OpenTap(place);
            return kernel.EnsureTap(place, settings);
        }
    }

    private void NoteGone(VnicAttachment attachment, TapPlace place)
    {
        attachment.Close();
        attachment.Set(ObjectState.Pending, $"{place} was deleted");
        events.Add("drift.repaired", attachment.Name, $"{place} was deleted and is made anew", EventSeverity.Warning);
    }

    private void AttachQemuTap(VnicAttachment attachment, TapAttachment tap, int mtu)
    {
        bool isDue = attachment.Mtu != mtu || attachment.State != ObjectState.Done;
        ValueList<string> repairs = kernel.EnsureQemuTap(tap.Interface, mtu, out int index);
        attachment.Mtu = mtu;
        if (!isDue && repairs.Count > 0)
        {
            events.Add("drift.repaired", attachment.Name, $"interface {tap.Interface}: {string.Join(", ", repairs)}", EventSeverity.Warning);
        }

        if (attachment.Descriptor is null || attachment.PacketInterface != index)
        {
            attachment.Close();
            attachment.Descriptor = kernel.OpenPacket(index);
            attachment.PacketInterface = index;
        }

        attachment.Retry.Succeeded();
        attachment.Set(ObjectState.Done, "");
    }

    private void RecordTaps(IReadOnlyList<SharePort> wanted)
    {
        HashSet<(Guid, long)> known = [.. state.Current.MadeTaps.Select(made => (made.PortId, made.Incarnation))];
        MadeTap[] fresh = [.. wanted
            .Where(port => !known.Contains((port.Id, port.Incarnation)) && port.Connection.Attachment is not VhostUserAttachment { Listener: VhostUserListener.Qemu })
            .Select(port => (Port: port, Place: PlaceOf(port.Connection.Attachment)))
            .Select(entry => new MadeTap(entry.Port.Id, entry.Port.Incarnation, entry.Place.Namespace, entry.Place.Interface))];
        if (fresh.Length > 0)
        {
            state.Update(current => current with { MadeTaps = [.. current.MadeTaps, .. fresh] });
        }
    }

    private void RemoveUnwanted(Dictionary<Guid, SharePort> wanted)
    {
        MadeTap[] gone = [.. state.Current.MadeTaps.Where(made => !IsWanted(made, wanted))];
        foreach (MadeTap made in gone)
        {
            SharePort? heir = wanted.Values.FirstOrDefault(port => PlaceOf(port.Connection.Attachment) == PlaceOf(made));
            if (heir is null)
            {
                Remove(made);
            }
            else
            {
                HandOver(made, heir);
            }
        }

        foreach (Guid port in _attachments.Keys.Where(id => !wanted.ContainsKey(id)).ToArray())
        {
            _attachments[port].Close();
            _attachments.Remove(port);
        }

        if (gone.Length > 0)
        {
            state.Update(current => current with { MadeTaps = [.. current.MadeTaps.Except(gone)] });
        }
    }

    private static bool IsWanted(MadeTap made, Dictionary<Guid, SharePort> wanted) =>
        wanted.TryGetValue(made.PortId, out SharePort? port)
        && port.Incarnation == made.Incarnation
        && PlaceOf(port.Connection.Attachment) == PlaceOf(made);

    private static TapPlace PlaceOf(MadeTap made) => new(made.Namespace, made.Interface);

    /// <summary>A vNIC that moved to another port keeps its interface: the VM must not notice.</summary>
    private void HandOver(MadeTap made, SharePort heir)
    {
        if (made.PortId == heir.Id || !_attachments.Remove(made.PortId, out VnicAttachment? former))
        {
            return;
        }

        VnicAttachment attachment = Find(heir);
        attachment.Close();
        attachment.Descriptor = former.Descriptor;
        attachment.PacketInterface = former.PacketInterface;
    }

    private void Remove(MadeTap made)
    {
        try
        {
            if (_attachments.Remove(made.PortId, out VnicAttachment? attachment))
            {
                if (attachment is { Descriptor: { } descriptor, PacketInterface: 0 } && !made.IsSocket())
                {
                    kernel.ReleaseTap(descriptor);
                }

                attachment.Close();
            }

            if (made.IsSocket())
            {
                kernel.DeleteVhost(made.Interface);
            }
            else
            {
                kernel.DeleteTap(PlaceOf(made));
            }
        }
        catch (IOException failure)
        {
            events.Add("tap.left", made.Interface, $"could not be removed: {failure.Message}", EventSeverity.Warning);
        }
    }
}

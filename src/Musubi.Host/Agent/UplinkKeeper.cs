using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Host.State;
using Musubi.Io.Native;
using Musubi.Io.Packet;
using Musubi.Io.Xdp;
using Musubi.Model;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>
/// Takes the NICs that fill uplink slots, keeps them as they must be, and gives them back as they were. The settings from before
/// are on disk before anything is changed. The agent's thread only.
/// </summary>
internal sealed class UplinkKeeper(IKernel kernel, StateHolder state, EventLog events)
{
    private readonly Dictionary<Guid, OpenUplink> _open = [];
    private readonly Dictionary<(Guid Port, int Index), List<FileDescriptor>> _adopted = [];
    private readonly HashSet<string> _missing = [];

    /// <summary>What is wrong after the last <see cref="Reconcile"/>.</summary>
    public List<ObjectProblem> Problems { get; } = [];

    public IReadOnlyList<UplinkBinding> Bindings => [.. _open.Values.Select(uplink => uplink.Binding)];

    public IEnumerable<OpenUplink> Open => _open.Values;

    /// <summary>NIC id → the switch that has it, as "standard switch NAME" or "distributed switch NAME".</summary>
    public Dictionary<string, string> UsedBy { get; } = [];

    /// <summary>How the frames of a NIC come and go; empty when it is no uplink.</summary>
    public string PathOf(NicFact nic) => _open.Values.FirstOrDefault(uplink => uplink.Binding.InterfaceIndex == nic.Index)?.Opening.Path ?? "";

    /// <summary>Takes over a descriptor that the data plane runs with, so that none is opened beside it.</summary>
    /// <param name="incarnation">The index of the interface that it was opened on.</param>
    /// <param name="part">Those of one port come in order, from 0.</param>
    public void Adopt(Guid port, ulong incarnation, int part, FileDescriptor descriptor)
    {
        (Guid, int) key = (port, (int)incarnation);
        if (part == 0 && (XdpSocket.IsOne(descriptor) || PacketSocket.InterfaceIndex(descriptor) == key.Item2) && _adopted.TryAdd(key, [descriptor]))
        {
            return;
        }

        if (part > 0 && _adopted.TryGetValue(key, out List<FileDescriptor>? earlier) && earlier.Count == part)
        {
            earlier.Add(descriptor);
            return;
        }

        descriptor.Dispose();
    }

    /// <summary>A data plane that is new takes fresh AF_XDP sockets only, and only once those of the former are closed.</summary>
    public void NoteNewSwitch()
    {
        foreach (OpenUplink uplink in _open.Values.Where(uplink => uplink.Binding.Xdp is not null).ToArray())
        {
            Close(uplink.Binding.PortId);
        }
    }

    /// <summary>As <see cref="NoteNewSwitch"/>, for one port that the data plane gave up.</summary>
    public void NoteFaulted(string port)
    {
        OpenUplink? faulted = _open.Values.FirstOrDefault(uplink => uplink.Binding.Xdp is not null && uplink.Binding.PortId.ToString() == port);
        if (faulted is not null)
        {
            Close(faulted.Binding.PortId);
        }
    }

    /// <param name="switches">Those of standard switches first: where two want one NIC, the first keeps it.</param>
    public void Reconcile(IReadOnlyList<ShareSwitch> switches, IReadOnlyList<NicFact> nics)
    {
        Problems.Clear();
        UsedBy.Clear();
        HashSet<Guid> wanted = [];
        foreach (ShareSwitch shared in switches)
        {
            foreach (ShareUplink uplink in shared.Uplinks)
            {
                if (uplink.Nic is not null)
                {
                    Guid port = UplinkPortId.Of(shared.Id, state.Current.HostId, uplink.Name);
                    wanted.Add(port);
                    ReconcileUplink(shared, uplink, port, nics);
                }
            }
        }

        foreach (Guid port in _open.Keys.Where(port => !wanted.Contains(port)).ToArray())
        {
            Close(port);
        }

        Release(nics);
        DisposeAdopted();
    }

    private void ReconcileUplink(ShareSwitch shared, ShareUplink uplink, Guid port, IReadOnlyList<NicFact> nics)
    {
        string about = $"{uplink.Name} of {shared.Name}";
        NicFact? nic = nics.FirstOrDefault(fact => fact.Id == uplink.Nic);
        if (nic is null)
        {
            NoteMissing(shared, uplink, port, about);
            return;
        }

        string kind = state.Current.FabricShare.Switches.ContainsKey(shared.Id) ? "distributed" : "standard";
        if (!UsedBy.TryAdd(nic.Id, $"{kind} switch {shared.Name}"))
        {
            NoteProblem(shared, uplink, ObjectState.Error, $"NIC {nic.Name} is an uplink of {UsedBy[nic.Id]}");
            return;
        }

        if (_missing.Remove(nic.Id))
        {
            events.Add("nic.returned", $"nic {nic.Name}", $"NIC {nic.Id} is back as {nic.Name}");
        }

        try
        {
            Take(shared, uplink, port, nic, about);
        }
        catch (IOException failure)
        {
            NoteProblem(shared, uplink, ObjectState.Error, $"NIC {nic.Name}: {failure.Message}");
        }
    }

    /// <summary>Said of the switch: an uplink's port is the agent's own, and whoever waits for a change knows only what was changed.</summary>
    private void NoteProblem(ShareSwitch shared, ShareUplink uplink, ObjectState problem, string reason) =>
        Problems.Add(new ObjectProblem(shared.Id, $"switch {shared.Name}", problem, $"{uplink.Name}: {reason}"));

    private void NoteMissing(ShareSwitch shared, ShareUplink uplink, Guid port, string about)
    {
        string nicId = uplink.Nic!;
        NoteProblem(shared, uplink, ObjectState.Pending, $"NIC {nicId} is gone");
        Close(port);
        if (_missing.Add(nicId))
        {
            events.Add("nic.gone", about, $"NIC {nicId} is gone", EventSeverity.Warning);
        }
    }

    private void Take(ShareSwitch shared, ShareUplink uplink, Guid port, NicFact nic, string about)
    {
        bool taken = state.Current.TakenNics.Any(entry => entry.NicId == nic.Id);
        if (!taken)
        {
            if (nic.Addresses.Count > 0)
            {
                NoteProblem(shared, uplink, ObjectState.Error,
                    $"NIC {nic.Name} has the address {nic.Addresses[0]}: an uplink has none; remove it, or give it to a host adapter");
                return;
            }

            TakenNic entry = new(nic.Id, nic.Name, kernel.ReadNic(nic));
            state.Update(current => current with { TakenNics = [.. current.TakenNics, entry] });
            events.Add("nic.taken", $"nic {nic.Name}", $"taken as {about}");
        }

        ValueList<string> repairs = kernel.EnsureUplink(nic, shared.Mtu);
        if (taken && repairs.Count > 0 && _open.ContainsKey(port))
        {
            events.Add("drift.repaired", $"nic {nic.Name}", $"as {about}: {string.Join(", ", repairs)}", EventSeverity.Warning);
        }

        if (!_open.TryGetValue(port, out OpenUplink? open) || open.Binding.InterfaceIndex != nic.Index)
        {
            Close(port);
            NicOpening opening = _adopted.Remove((port, nic.Index), out List<FileDescriptor>? adopted) ? NicOpening.Adopt(adopted, NotedPath(nic)) : kernel.OpenUplink(nic);
            _open[port] = new OpenUplink(new UplinkBinding(shared.Id, uplink.Name, port, nic.Index, nic.Name, opening.Xdp), opening);
            NotePath(nic, opening.Path);
        }

        _open[port].NoteCapacity(uplink, nic);
    }

    private string NotedPath(NicFact nic) => state.Current.TakenNics.FirstOrDefault(entry => entry.NicId == nic.Id)?.Path ?? "";

    private void NotePath(NicFact nic, string path)
    {
        if (NotedPath(nic) != path)
        {
            state.Update(current => current with { TakenNics = [.. current.TakenNics.Select(entry => entry.NicId == nic.Id ? entry with { Path = path } : entry)] });
        }
    }

    private void Close(Guid port)
    {
        if (_open.Remove(port, out OpenUplink? open))
        {
            open.Opening.Dispose();
        }
    }

    /// <summary>Gives back what no switch wants any more; a NIC that is gone is forgotten when its slot is.</summary>
    private void Release(IReadOnlyList<NicFact> nics)
    {
        TakenNic[] free = [.. state.Current.TakenNics.Where(entry => !UsedBy.ContainsKey(entry.NicId) && !_missing.Contains(entry.NicId))];
        foreach (TakenNic entry in free)
        {
            NicFact? nic = nics.FirstOrDefault(fact => fact.Id == entry.NicId);
            if (nic is not null)
            {
                kernel.RestoreNic(nic, entry.Before);
                events.Add("nic.released", $"nic {nic.Name}", "restored to its settings from before");
            }
        }

        if (free.Length > 0)
        {
            state.Update(current => current with { TakenNics = [.. current.TakenNics.Except(free)] });
        }
    }

    private void DisposeAdopted()
    {
        foreach (FileDescriptor descriptor in _adopted.Values.SelectMany(descriptors => descriptors))
        {
            descriptor.Dispose();
        }

        _adopted.Clear();
    }
}

using System.Buffers.Binary;
using Musubi.Io.Native;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost.Session;

/// <summary>
/// The network device as its front end has described it so far: features, memory, rings, log. Takes one message after the
/// other; those for which <see cref="IsChange"/> holds only while no worker can hold a queue of it. Control thread.
/// </summary>
internal sealed class VhostDevice : IDisposable
{
    private readonly VhostSessionOptions _options;
    private readonly GuestMemoryTable _memory;
    private readonly VhostRing[] _rings;
    private ulong _status;

    public VhostDevice(VhostSessionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QueuePairs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.QueuePairs, VhostSessionOptions.MostQueuePairs);
        _options = options;
        _memory = new GuestMemoryTable(options.AllowUnsealedMemory);
        _rings = [.. Enumerable.Range(0, options.QueuePairs * 2).Select(index => new VhostRing(index))];
        OfferedFeatures = VhostOffer.Features(options);
    }

    public VirtioFeatures OfferedFeatures { get; }

    public VirtioFeatures Features { get; private set; }

    public VhostProtocolFeatures ProtocolFeatures { get; private set; }

    /// <summary>MTU that the front end told the guest; 0 while it has not.</summary>
    public int Mtu { get; private set; }

    /// <summary>More about the last refusal; empty where its name says all.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Called for SEND_RARP with the guest's address.</summary>
    public Action<ulong>? Announce { get; init; }

    /// <summary>The message touches what workers may be using.</summary>
    public static bool IsChange(VhostRequest request) => request is VhostRequest.SetFeatures or VhostRequest.SetMemTable or VhostRequest.AddMemReg
        or VhostRequest.RemMemReg or VhostRequest.SetLogBase or VhostRequest.SetVringNum or VhostRequest.SetVringAddr or VhostRequest.SetVringBase
        or VhostRequest.GetVringBase or VhostRequest.SetVringKick or VhostRequest.SetVringCall or VhostRequest.SetVringEnable;

    /// <summary>Takes one message.</summary>
    /// <param name="answer">The number that a message of this kind is answered with; null when it is not.</param>
    public VhostRefusal Take(VhostMessage message, out ulong? answer)
    {
        answer = null;
        Detail = "";
        switch (message.Request)
        {
            case VhostRequest.GetFeatures:
                answer = (ulong)OfferedFeatures;
                return VhostRefusal.None;
            case VhostRequest.GetProtocolFeatures:
                answer = (ulong)VhostOffer.ProtocolFeatures;
                return VhostRefusal.None;
            case VhostRequest.GetQueueNum:
                answer = (ulong)_options.QueuePairs;
                return VhostRefusal.None;
            case VhostRequest.GetMaxMemSlots:
                answer = GuestMemory.MostRegions;
                return VhostRefusal.None;
            case VhostRequest.GetStatus:
                answer = _status;
                return VhostRefusal.None;
            case VhostRequest.SetOwner or VhostRequest.ResetOwner or VhostRequest.SetLogFd:
                // There is one owner, its connection; the log's eventfd is optional. Front ends rely on none of the three.
                return VhostRefusal.None;
            case VhostRequest.SetMemTable or VhostRequest.AddMemReg or VhostRequest.RemMemReg or VhostRequest.SetLogBase:
                return TakeMemory(message, out answer);
            case VhostRequest.SetFeatures or VhostRequest.SetProtocolFeatures or VhostRequest.NetSetMtu or VhostRequest.SendRarp or VhostRequest.SetStatus:
                return message.TryReadNumber(out ulong number) ? TakeNumber(message.Request, number) : VhostRefusal.BadPayloadSize;
            case VhostRequest.SetVringKick or VhostRequest.SetVringCall or VhostRequest.SetVringErr:
                return TakeSignal(message);
            case VhostRequest.SetVringAddr:
                return TakeAddress(message);
            case VhostRequest.SetVringNum or VhostRequest.SetVringBase or VhostRequest.SetVringEnable or VhostRequest.GetVringBase:
                return TakeState(message, out answer);
            default:
                Detail = $"request {(uint)message.Request}";
                return VhostRefusal.UnsupportedRequest;
        }
    }

    /// <summary>
    /// Makes the queues that are to be served, or null when there are none. A ring that does not lie in the memory is refused
    /// when the message was about it; it waits when the memory is being changed under it, one region after the other.
    /// </summary>
    public VhostRefusal Build(VhostMessage message, out VhostModel? model)
    {
        model = null;
        List<VirtQueue> fromGuest = [];
        List<VirtQueue> toGuest = [];
        for (int i = 0; i < _rings.Length; i++)
        {
            VhostRing ring = _rings[i];
            if (!ring.CanRun)
            {
                continue;
            }

            VhostRefusal refusal = ring.Queue is null ? Build(ring) : VhostRefusal.None;
            if (refusal != VhostRefusal.None && message.Ring == i)
            {
                return refusal;
            }

            if (ring.Queue is { } queue)
            {
                (ring.ToGuest ? toGuest : fromGuest).Add(queue);
            }
        }

        bool any = fromGuest.Count + toGuest.Count > 0;
        model = any ? new VhostModel { Features = Features, FromGuest = [.. fromGuest], ToGuest = [.. toGuest], Guard = _memory.Guard } : null;
        return VhostRefusal.None;
    }

    /// <summary>
    /// Has both sides look at every served queue once. What was made available or used before, perhaps under another back end
    /// or between two models, and whose notification was lost, waits for nobody's next one.
    /// </summary>
    public void Wake()
    {
        foreach (VhostRing ring in _rings)
        {
            if (ring.Queue is not null)
            {
                ring.Wake();
            }
        }
    }

    /// <summary>Tells the front end that its guest broke a ring.</summary>
    public void SignalErrors() => Array.ForEach(_rings, ring => ring.SignalError());

    public void Dispose()
    {
        Array.ForEach(_rings, ring => ring.Dispose());
        _memory.Dispose();
    }

    private VhostRefusal Build(VhostRing ring)
    {
        if (ring.HasBadSize(Features))
        {
            return VhostRefusal.BadRingSize;
        }

        try
        {
            ring.Build(Features, _memory.Memory, (Features & VirtioFeatures.LogAll) != 0 ? _memory.Log : null);
            return VhostRefusal.None;
        }
        catch (ArgumentException e)
        {
            Detail = e.Message;
            return VhostRefusal.BadRingAddress;
        }
    }

    private VhostRefusal TakeNumber(VhostRequest request, ulong number)
    {
        switch (request)
        {
            case VhostRequest.SetFeatures:
                return SetFeatures((VirtioFeatures)number);
            case VhostRequest.SetProtocolFeatures when (number & ~(ulong)VhostOffer.ProtocolFeatures) != 0:
                Detail = $"0x{number & ~(ulong)VhostOffer.ProtocolFeatures:x}";
                return VhostRefusal.ProtocolFeatureNotOffered;
            case VhostRequest.SetProtocolFeatures:
                ProtocolFeatures = (VhostProtocolFeatures)number;
                return VhostRefusal.None;
            case VhostRequest.NetSetMtu when number is < 68 or > ushort.MaxValue:
                return VhostRefusal.BadMtu;
            case VhostRequest.NetSetMtu:
                Mtu = (int)number;
                return VhostRefusal.None;
            case VhostRequest.SendRarp:
                // The bytes of the address lie in the payload in order; a number has its first byte highest.
                Announce?.Invoke(BinaryPrimitives.ReverseEndianness(number) >> 16);
                return VhostRefusal.None;
            default:
                _status = number;
                return VhostRefusal.None;
        }
    }

    private VhostRefusal SetFeatures(VirtioFeatures features)
    {
        if ((features & ~OfferedFeatures) != 0)
        {
            Detail = $"0x{(ulong)(features & ~OfferedFeatures):x}";
            return VhostRefusal.FeatureNotOffered;
        }

        if (features != Features)
        {
            Features = features;
            Rework();
        }

        if ((features & VirtioFeatures.ProtocolFeatures) == 0)
        {
            // Whoever does not speak the protocol's extensions cannot enable rings either: they are from the start.
            Array.ForEach(_rings, ring => ring.Enabled = true);
        }

        return VhostRefusal.None;
    }

    private VhostRefusal TakeMemory(VhostMessage message, out ulong? answer)
    {
        answer = null;
        if (message.Request == VhostRequest.SetLogBase)
        {
            answer = 0;
            return SetLog(message);
        }

        Rework();
        VhostRefusal refusal = message.Request == VhostRequest.SetMemTable ? SetMemTable(message) : ChangeRegion(message);
        Detail = refusal == VhostRefusal.BadMemory ? _memory.Detail : Detail;
        return refusal;
    }

    private VhostRefusal SetMemTable(VhostMessage message)
    {
        if (!message.TryReadTable(out VhostMemoryRegion[] regions))
        {
            return VhostRefusal.BadPayloadSize;
        }

        if (message.DescriptorCount != regions.Length)
        {
            return VhostRefusal.BadDescriptorCount;
        }

        FileDescriptor[] files = [.. Enumerable.Range(0, regions.Length).Select(i => message.TakeDescriptor(i)!)];
        VhostRefusal refusal = _memory.Replace(regions, files);
        Array.ForEach(files, file => file.Dispose());
        return refusal;
    }

    private VhostRefusal ChangeRegion(VhostMessage message)
    {
        if (!message.TryReadRegion(out VhostMemoryRegion region))
        {
            return VhostRefusal.BadPayloadSize;
        }

        if (message.Request == VhostRequest.RemMemReg)
        {
            return _memory.Remove(region);
        }

        if (message.DescriptorCount != 1)
        {
            return VhostRefusal.BadDescriptorCount;
        }

        using FileDescriptor file = message.TakeDescriptor()!;
        return _memory.Add(region, file);
    }

    private VhostRefusal SetLog(VhostMessage message)
    {
        if ((ProtocolFeatures & VhostProtocolFeatures.LogShmfd) == 0)
        {
            return VhostRefusal.UnsupportedRequest;
        }

        if (!message.TryReadLog(out VhostLog log))
        {
            return VhostRefusal.BadPayloadSize;
        }

        using FileDescriptor? file = message.TakeDescriptor();
        if (file is null)
        {
            return VhostRefusal.BadDescriptorCount;
        }

        Rework();
        VhostRefusal refusal = _memory.SetLog(log, file);
        Detail = _memory.Detail;
        return refusal;
    }

    private VhostRefusal TakeSignal(VhostMessage message)
    {
        if (!message.TryReadNumber(out ulong number))
        {
            return VhostRefusal.BadPayloadSize;
        }

        VringDescriptor signal = VringDescriptor.From(number);
        if (signal.Index >= _rings.Length)
        {
            return VhostRefusal.NoSuchRing;
        }

        FileDescriptor? descriptor = signal.None ? null : message.TakeDescriptor();
        if (!signal.None && descriptor is null)
        {
            return VhostRefusal.BadDescriptorCount;
        }

        if (descriptor is not null && !SignalDescriptor.TryAdopt(descriptor))
        {
            descriptor.Dispose();
            return VhostRefusal.NotAnEventDescriptor;
        }

        VhostRing ring = _rings[signal.Index];
        switch (message.Request)
        {
            case VhostRequest.SetVringKick:
                ring.Start(descriptor);
                break;
            case VhostRequest.SetVringCall:
                ring.SetCall(descriptor);
                break;
            default:
                ring.SetError(descriptor);
                break;
        }

        return VhostRefusal.None;
    }

    private VhostRefusal TakeAddress(VhostMessage message)
    {
        if (!message.TryReadAddress(out VringAddress address))
        {
            return VhostRefusal.BadPayloadSize;
        }

        if (address.Index >= (uint)_rings.Length)
        {
            return VhostRefusal.NoSuchRing;
        }

        _rings[address.Index].SetAddress(address);
        return VhostRefusal.None;
    }

    private VhostRefusal TakeState(VhostMessage message, out ulong? answer)
    {
        answer = null;
        if (!message.TryReadState(out VringState state))
        {
            return VhostRefusal.BadPayloadSize;
        }

        if (state.Index >= (uint)_rings.Length)
        {
            return VhostRefusal.NoSuchRing;
        }

        VhostRing ring = _rings[state.Index];
        switch (message.Request)
        {
            case VhostRequest.SetVringNum when state.Number is 0 or > VirtQueueLimits.MostDescriptors:
                return VhostRefusal.BadRingSize;
            case VhostRequest.SetVringNum:
                ring.SetSize((int)state.Number);
                break;
            case VhostRequest.SetVringBase:
                ring.SetBase(state.Number);
                break;
            case VhostRequest.SetVringEnable when state.Number > 1:
                return VhostRefusal.BadEnable;
            case VhostRequest.SetVringEnable:
                ring.Enabled = state.Number == 1;
                break;
            default:
                // A vring state, as the number that its eight bytes are.
                answer = state.Index | ((ulong)ring.Stop() << 32);
                break;
        }

        return VhostRefusal.None;
    }

    private void Rework() => Array.ForEach(_rings, ring => ring.Rework());
}

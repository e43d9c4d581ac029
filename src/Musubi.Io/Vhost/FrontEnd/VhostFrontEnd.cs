using System.Runtime.InteropServices;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Vhost.FrontEnd;

/// <summary>
/// The other side of vhost-user: what QEMU does for a guest, for tests, the fuzzer and the load generator. Calls wait for
/// answers. With <see cref="VhostProtocolFeatures.ReplyAck"/> agreed on, every message asks for one, so that a call returns
/// when the back end has done as it was told. One thread.
/// </summary>
public sealed class VhostFrontEnd : IDisposable
{
    private readonly VhostChannel _channel;
    private VhostProtocolFeatures _agreed;

    /// <summary>Takes over the socket.</summary>
    public VhostFrontEnd(FileDescriptor socket) => _channel = new VhostChannel(socket);

    /// <summary>How long the back end may take to answer.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Called while an answer is awaited, for a back end that runs on the same thread; then nothing waits.</summary>
    public Action? Pump { get; init; }

    public int PollDescriptor => _channel.PollDescriptor;

    public VhostChannel Channel => _channel;

    public ulong GetFeatures() => AskNumber(VhostRequest.GetFeatures);

    public void SetFeatures(ulong features) => Tell(VhostRequest.SetFeatures, features);

    public VhostProtocolFeatures GetProtocolFeatures() => (VhostProtocolFeatures)AskNumber(VhostRequest.GetProtocolFeatures);

    public void SetProtocolFeatures(VhostProtocolFeatures features)
    {
        Tell(VhostRequest.SetProtocolFeatures, (ulong)features);
        _agreed = features;
    }

    public void SetOwner() => Tell(VhostRequest.SetOwner, []);

    public void ResetOwner() => Tell(VhostRequest.ResetOwner, []);

    public ulong GetQueueNum() => AskNumber(VhostRequest.GetQueueNum);

    public ulong GetMaxMemSlots() => AskNumber(VhostRequest.GetMaxMemSlots);

    public ulong GetStatus() => AskNumber(VhostRequest.GetStatus);

    public void SetStatus(ulong status) => Tell(VhostRequest.SetStatus, status);

    public void SetMemTable(params ReadOnlySpan<SharedRegion> memory)
    {
        byte[] payload = new byte[8 + (memory.Length * 32)];
        int[] files = new int[memory.Length];
        payload[0] = (byte)memory.Length;
        for (int i = 0; i < memory.Length; i++)
        {
            VhostMemoryRegion region = memory[i].Region;
            MemoryMarshal.Write(payload.AsSpan(8 + (i * 32)), in region); // Safe: Write checks the length.
            files[i] = memory[i].File.Number;
        }

        Tell(VhostRequest.SetMemTable, payload, files);
    }

    public void AddMemReg(SharedRegion memory) => Tell(VhostRequest.AddMemReg, RegionPayload(memory.Region), memory.File.Number);

    public void RemMemReg(VhostMemoryRegion region) => Tell(VhostRequest.RemMemReg, RegionPayload(region));

    public void SetVringNum(int ring, int size) => Tell(VhostRequest.SetVringNum, new VringState((uint)ring, (uint)size));

    public void SetVringBase(int ring, uint @base) => Tell(VhostRequest.SetVringBase, new VringState((uint)ring, @base));

    public void SetVringAddr(VringAddress address) => Tell(VhostRequest.SetVringAddr, address);

    public void SetVringEnable(int ring, bool enabled) => Tell(VhostRequest.SetVringEnable, new VringState((uint)ring, enabled ? 1u : 0));

    public uint GetVringBase(int ring)
    {
        VringState asked = new((uint)ring, 0);
        Post(VhostRequest.GetVringBase, 0, BytesOf(in asked));
        using VhostMessage answer = Answer(VhostRequest.GetVringBase);
        return answer.TryReadState(out VringState state) && state.Index == asked.Index ? state.Number : throw Wrong(VhostRequest.GetVringBase);
    }

    /// <summary>Tells all of a ring, and starts it. Memory and features come before.</summary>
    public void StartRing(int ring, DriverQueue queue, uint @base, EventFd? kick, EventFd? call)
    {
        SetVringNum(ring, queue.Size);
        SetVringBase(ring, @base);
        SetVringAddr(AddressOf(ring, queue));
        SetVringCall(ring, call);
        SetVringKick(ring, kick);
    }

    /// <summary>Where the parts of a driver's queue lie, as they are told.</summary>
    /// <param name="logged">Writes of the back end to the used ring go into the dirty log.</param>
    public static VringAddress AddressOf(int ring, DriverQueue queue, bool logged = false) => new(
        (uint)ring,
        logged ? VringAddress.LogUsed : 0,
        DriverMemory.UserBase + (ulong)queue.DescriptorsOffset,
        DriverMemory.UserBase + (ulong)queue.UsedOffset,
        DriverMemory.UserBase + (ulong)queue.AvailableOffset,
        DriverMemory.GuestBase + (ulong)queue.UsedOffset);

    /// <param name="signal">Null tells the back end that there is none.</param>
    public void SetVringKick(int ring, EventFd? signal) => TellSignal(VhostRequest.SetVringKick, ring, signal);

    /// <inheritdoc cref="SetVringKick"/>
    public void SetVringCall(int ring, EventFd? signal) => TellSignal(VhostRequest.SetVringCall, ring, signal);

    /// <inheritdoc cref="SetVringKick"/>
    public void SetVringErr(int ring, EventFd? signal) => TellSignal(VhostRequest.SetVringErr, ring, signal);

    /// <summary>Always answered, with a number.</summary>
    public void SetLogBase(FileDescriptor file, VhostLog log)
    {
        Post(VhostRequest.SetLogBase, 0, BytesOf(in log), file.Number);
        Answer(VhostRequest.SetLogBase).Dispose();
    }

    public void SetLogFd(EventFd signal) => Tell(VhostRequest.SetLogFd, [], signal.Descriptor);

    /// <param name="mac">Six bytes.</param>
    public void SendRarp(ReadOnlySpan<byte> mac)
    {
        Span<byte> payload = stackalloc byte[sizeof(ulong)];
        mac.CopyTo(payload);
        Tell(VhostRequest.SendRarp, payload);
    }

    public void SetMtu(ulong mtu) => Tell(VhostRequest.NetSetMtu, mtu);

    /// <summary>Sends anything at all, and waits for nothing.</summary>
    /// <exception cref="FrontEndException">The back end is gone, or reads nothing.</exception>
    public void Post(VhostRequest request, uint flags, ReadOnlySpan<byte> payload, params ReadOnlySpan<int> descriptors)
    {
        if (!_channel.TrySend(request, flags, payload, descriptors))
        {
            throw new FrontEndException($"{request} could not be sent: {_channel.Refusal}");
        }
    }

    /// <summary>Waits for the answer to a request.</summary>
    /// <exception cref="FrontEndException">There is none, or it is another's.</exception>
    public VhostMessage Answer(VhostRequest request)
    {
        Pump?.Invoke();
        long end = Environment.TickCount64 + (long)AnswerLimit.TotalMilliseconds;
        while (true)
        {
            switch (_channel.TryReceive(out VhostMessage? message))
            {
                case VhostReceiveStatus.Message when message!.Request == request && (message.Header.Flags & VhostHeader.Reply) != 0:
                    return message;
                case VhostReceiveStatus.Incomplete when Await(end):
                    continue;
                case VhostReceiveStatus.Incomplete:
                    throw new FrontEndException($"{request} was not answered within {AnswerLimit.TotalSeconds:0} s");
                case VhostReceiveStatus.Closed:
                    throw new FrontEndException($"the back end closed instead of answering {request}");
                default:
                    message?.Dispose();
                    throw Wrong(request);
            }
        }
    }

    public void Dispose() => _channel.Dispose();

    private bool Await(long end) =>
        Readiness.WaitReadable(PollDescriptor, TimeSpan.FromMilliseconds(Math.Max(0, end - Environment.TickCount64)));

    private void TellSignal(VhostRequest request, int ring, EventFd? signal)
    {
        ulong payload = new VringDescriptor(ring, signal is null).ToPayload();
        Tell(request, BytesOf(in payload), signal is null ? [] : [signal.Descriptor]);
    }

    private void Tell<T>(VhostRequest request, T payload)
        where T : unmanaged => Tell(request, BytesOf(in payload));

    /// <summary>Sends, and waits until it is done where the back end can say so.</summary>
    private void Tell(VhostRequest request, ReadOnlySpan<byte> payload, params ReadOnlySpan<int> descriptors)
    {
        bool asks = (_agreed & VhostProtocolFeatures.ReplyAck) != 0;
        Post(request, asks ? VhostHeader.NeedReply : 0, payload, descriptors);
        if (!asks)
        {
            Pump?.Invoke();
            return;
        }

        using VhostMessage answer = Answer(request);
        if (!answer.TryReadNumber(out ulong result) || result != 0)
        {
            throw new FrontEndException($"{request} was refused");
        }
    }

    private ulong AskNumber(VhostRequest request)
    {
        Post(request, 0, []);
        using VhostMessage answer = Answer(request);
        return answer.TryReadNumber(out ulong number) ? number : throw Wrong(request);
    }

    private static byte[] RegionPayload(VhostMemoryRegion region)
    {
        byte[] payload = new byte[8 + 32];
        MemoryMarshal.Write(payload.AsSpan(8), in region); // Safe: Write checks the length.
        return payload;
    }

    private static ReadOnlySpan<byte> BytesOf<T>(ref readonly T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)); // Safe: plain numbers, read while the caller's variable lives.

    private static FrontEndException Wrong(VhostRequest request) => new($"the back end's answer to {request} is none");
}

using System.Runtime.InteropServices;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Packet;
using Musubi.Io.Virtio;

namespace Musubi.Io.Ports;

/// <summary>
/// The receiving half of a <see cref="PacketPort"/>: message headers prepared once, filled by recvmmsg. Used by the
/// worker that owns the port.
/// </summary>
internal sealed unsafe class PacketReceiver : IDisposable
{
    /// <summary>Frames for one call.</summary>
    private const int Depth = 64;

    private const int MessageTruncated = 0x20;

    /// <summary>cmsghdr (16) and tpacket_auxdata (20), padded, and as much again for what a newer kernel may add.</summary>
    private const int ControlBytes = 64;

    private readonly int _descriptor;
    private readonly int _vnetBytes;
    private nint _memory;
    private readonly MultiMessageHeader* _messages;
    private readonly IoVector* _vectors;
    private readonly byte* _control;
    private FrameArena? _prepared;
    private int _spent;

    public PacketReceiver(int descriptor, int vnetBytes)
    {
        _descriptor = descriptor;
        _vnetBytes = vnetBytes;
        int size = Depth * (sizeof(MultiMessageHeader) + sizeof(IoVector) + ControlBytes);
        // Safe: one block, freed once in Dispose; the three parts below divide it without overlap.
        _memory = (nint)NativeMemory.AlignedAlloc((nuint)size, 64);
        NativeMemory.Clear((void*)_memory, (nuint)size);
        _messages = (MultiMessageHeader*)_memory;
        _vectors = (IoVector*)(_messages + Depth);
        _control = (byte*)(_vectors + Depth);
    }

    /// <summary>Frames received, or minus the error number.</summary>
    public int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int count = Math.Min(frames.Length, Math.Min(Depth, arena.Buffers));
        Prepare(arena);
        // Safe: every header points at its own arena buffer and control bytes, with their true lengths.
        int received = Libc.recvmmsg(_descriptor, _messages, (uint)count, 0, null);
        if (received < 0)
        {
            return -SystemCall.Error;
        }

        _spent = received;
        for (int i = 0; i < received; i++)
        {
            Finish(_messages + i, ref frames[i], arena.Address(i) + FrameArena.FrameOffset);
        }

        return received;
    }

    public void Dispose()
    {
        nint memory = Interlocked.Exchange(ref _memory, 0);
        if (memory != 0)
        {
            // Safe: exchanged above, so freed exactly once.
            NativeMemory.AlignedFree((void*)memory);
        }
    }

    /// <summary>The kernel shortens the control lengths that it used; all else stays as long as the arena does.</summary>
    private void Prepare(FrameArena arena)
    {
        bool anew = !ReferenceEquals(arena, _prepared);
        int count = anew ? Math.Min(Depth, arena.Buffers) : _spent;
        for (int i = 0; i < count; i++)
        {
            MessageHeader* header = &_messages[i].Header;
            header->ControlLength = ControlBytes;
            if (anew)
            {
                // Safe: the offload header lies before FrameOffset, the frame behind it, both within this one buffer.
                byte* start = (byte*)arena.Address(i) + FrameArena.FrameOffset - _vnetBytes;
                _vectors[i] = new IoVector(start, _vnetBytes + FrameArena.FrameBytes);
                header->Vectors = _vectors + i;
                header->VectorCount = 1;
                header->Control = _control + (i * ControlBytes);
            }
        }

        (_prepared, _spent) = (arena, 0);
    }

    private void Finish(MultiMessageHeader* message, ref ReceivedFrame frame, nint data)
    {
        VirtioNetHeader offload = default;
        // Safe: the kernel wrote these bytes right before the frame; a header of ten leaves the last field zero.
        new ReadOnlySpan<byte>((byte*)data - _vnetBytes, _vnetBytes).CopyTo(new Span<byte>(&offload, sizeof(VirtioNetHeader)));
        frame = new ReceivedFrame
        {
            Data = new FrameSlice(data, Math.Max((int)message->Length - _vnetBytes, 0)),
            Offload = offload,
            StrippedTag = StrippedTag(&message->Header),
            Truncated = (message->Header.Flags & MessageTruncated) != 0,
        };
    }

    private static uint StrippedTag(MessageHeader* header)
    {
        // Safe: the kernel says how many control bytes it wrote; only one whole first message within them is read.
        if (header->ControlLength < (nuint)(sizeof(ControlHeader) + sizeof(PacketAuxData)))
        {
            return 0;
        }

        ControlHeader* control = (ControlHeader*)header->Control;
        PacketAuxData* data = (PacketAuxData*)(control + 1);
        if (control->Level != PacketSocket.LevelPacket || control->Type != PacketSocket.OptionAuxData || (data->Status & PacketAuxData.VlanValid) == 0)
        {
            return 0;
        }

        uint tpid = (data->Status & PacketAuxData.VlanTpidValid) != 0 ? data->VlanTpid : 0x8100u;
        return (tpid << 16) | data->VlanTci;
    }
}

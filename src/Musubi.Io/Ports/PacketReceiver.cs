using System.Runtime.InteropServices;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Packet;

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

    public PacketReceiver(int descriptor, int vnetBytes)
    {
        _descriptor = descriptor;
        _vnetBytes = vnetBytes;
        int size = Depth * (sizeof(MultiMessageHeader) + (2 * sizeof(IoVector)) + ControlBytes);
        // Safe: one block, freed once in Dispose; the three parts below divide it without overlap.
        _memory = (nint)NativeMemory.AlignedAlloc((nuint)size, 64);
        NativeMemory.Clear((void*)_memory, (nuint)size);
        _messages = (MultiMessageHeader*)_memory;
        _vectors = (IoVector*)(_messages + Depth);
        _control = (byte*)(_vectors + (2 * Depth));
    }

    /// <summary>Frames received, or minus the error number.</summary>
    public int Receive(ReceivedFrame* frames, int count, FrameArena arena)
    {
        count = Math.Min(count, Math.Min(Depth, arena.Buffers));
        for (int i = 0; i < count; i++)
        {
            Prepare(i, frames + i, arena.Address(i));
        }

        // Safe: every header points at its own frame, arena buffer and control bytes, with their true lengths.
        int received = Libc.recvmmsg(_descriptor, _messages, (uint)count, 0, null);
        if (received < 0)
        {
            return -SystemCall.Error;
        }

        for (int i = 0; i < received; i++)
        {
            Finish(i, frames + i, arena.Address(i));
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

    private void Prepare(int index, ReceivedFrame* frame, nint buffer)
    {
        frame->Offload = default;
        IoVector* vectors = _vectors + (2 * index);
        vectors[0] = new IoVector(&frame->Offload, _vnetBytes);
        vectors[1] = new IoVector((void*)buffer, FrameArena.BufferBytes);
        MessageHeader* header = &_messages[index].Header;
        header->Vectors = vectors;
        header->VectorCount = 2;
        header->Control = _control + (index * ControlBytes);
        header->ControlLength = ControlBytes;
        header->Flags = 0;
    }

    private void Finish(int index, ReceivedFrame* frame, nint buffer)
    {
        MultiMessageHeader* message = _messages + index;
        int length = Math.Max((int)message->Length - _vnetBytes, 0);
        frame->Data = new FrameSlice(buffer, length);
        frame->Truncated = (message->Header.Flags & MessageTruncated) != 0;
        frame->StrippedTag = StrippedTag(&message->Header);
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

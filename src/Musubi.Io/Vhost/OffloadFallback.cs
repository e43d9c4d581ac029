using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost;

/// <summary>Which offloads a guest takes, and what happens to frames that it cannot take as they are. Its worker's alone.</summary>
internal sealed class OffloadFallback
{
    private const VirtioFeatures All = VirtioFeatures.GuestChecksum | VirtioFeatures.GuestTso4 | VirtioFeatures.GuestTso6
        | VirtioFeatures.GuestEcn | VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6;

    private VirtioFeatures _accepted;

    public void Follow(VirtioFeatures features) => _accepted = features & All;

    /// <summary>Some of the frames cannot be passed on as they are.</summary>
    public bool IsNeeded(ReadOnlySpan<TransmitFrame> frames)
    {
        if (_accepted == All)
        {
            return false;
        }

        foreach (ref readonly TransmitFrame frame in frames)
        {
            if (!Accepts(in frame.Offload))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends what the guest takes, in order; the others are too big for it.</summary>
    public void Transmit(ReadOnlySpan<TransmitFrame> frames, ReadOnlySpan<VirtQueue> queues, ref TransmitTally tally)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            if (Accepts(in frames[i].Offload))
            {
                queues[FlowHash.Of(in frames[i], queues.Length)].Transmit(frames.Slice(i, 1), ref tally);
            }
            else
            {
                tally.TooBig++;
            }
        }
    }

    private bool Accepts(in VirtioNetHeader offload)
    {
        VirtioFeatures needed = (offload.Flags & VirtioNetHeader.NeedsChecksum) != 0 ? VirtioFeatures.GuestChecksum : VirtioFeatures.None;
        needed |= (offload.GsoType & VirtioNetHeader.GsoEcn) != 0 ? VirtioFeatures.GuestEcn : VirtioFeatures.None;
        needed |= (offload.GsoType & ~VirtioNetHeader.GsoEcn) switch
        {
            VirtioNetHeader.GsoNone => VirtioFeatures.None,
            VirtioNetHeader.GsoTcp4 => VirtioFeatures.GuestTso4,
            VirtioNetHeader.GsoTcp6 => VirtioFeatures.GuestTso6,
            // The header does not say which IP it is: a guest that takes one kind but not the other is given neither.
            _ => VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6,
        };
        return (needed & ~_accepted) == 0;
    }
}

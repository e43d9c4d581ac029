using Musubi.Io.Counters;
using Musubi.Io.Ports;

namespace Musubi.Switch.Forwarding;

/// <summary>Adds what became of transmitted frames to their destination's counters.</summary>
internal static class TransmitCount
{
    public static void Add(CounterBlock counters, in TransmitTally tally)
    {
        counters.Add(CounterLayout.TxFrames, tally.Sent);
        counters.Add(CounterLayout.TxBytes, tally.Bytes);
        if ((tally.QueueFull | tally.TooBig | tally.LinkDown | tally.Failed | tally.ShaperFull | tally.IoControlFull | tally.Blocked) != 0)
        {
            counters.Add(CounterLayout.Of(DropReason.TxQueueFull), tally.QueueFull);
            counters.Add(CounterLayout.Of(DropReason.TxTooBig), tally.TooBig);
            counters.Add(CounterLayout.Of(DropReason.TxLinkDown), tally.LinkDown);
            counters.Add(CounterLayout.Of(DropReason.TxFailed), tally.Failed);
            counters.Add(CounterLayout.Of(DropReason.ShaperFull), tally.ShaperFull);
            counters.Add(CounterLayout.Of(DropReason.IoControlFull), tally.IoControlFull);
            counters.Add(CounterLayout.Of(DropReason.Blocked), tally.Blocked);
        }
    }
}

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>A frame that reached the NIC.</summary>
/// <param name="Origin">Who sent it.</param>
/// <param name="Number">Which of its frames, from 0.</param>
/// <param name="Bytes">From the Ethernet header on.</param>
/// <param name="At">When, in ticks.</param>
internal readonly record struct SentRecord(int Origin, int Number, int Bytes, long At);

using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Guarding;
using InspectStage = Musubi.Switch.Forwarding.Inspection.Inspect;
using ParseStage = Musubi.Switch.Forwarding.Parse;

namespace Musubi.Bench.Stages;

/// <summary>B8: what guards take for a frame of a full batch that has been inspected: UDP packets, each from one of the addresses that the port may use.</summary>
[MemoryDiagnoser]
public class GuardBench
{
    private const int FrameBytes = 64;

    // The process's: it ends with the measurement.
    private static readonly FrameArena Arena = new(FrameBatch.Capacity);

    private readonly FrameColumns _columns = new();
    private readonly PortGuard _guard = new(mostWaiting: 1);
    private readonly PortRecord _kinds = new() { Flags = PortFlags.DhcpGuard | PortFlags.RaGuard };
    private readonly PortRecord _addresses = new() { Flags = PortFlags.SpoofGuard };

    /// <summary>Of the port.</summary>
    [Params(1, 8, 64)]
    public int Addresses { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        for (int i = 0; i < FrameBatch.Capacity; i++)
        {
            Span<byte> frame = Arena.Buffer(i)[..FrameBytes];
            frame.Clear();
            (frame[0], frame[6], frame[12], frame[14], frame[17], frame[23]) = (2, 2, 8, 0x45, FrameBytes - 14, 17);
            BinaryPrimitives.WriteUInt32BigEndian(frame[26..], Address(i % Addresses));
            BinaryPrimitives.WriteUInt16BigEndian(frame[36..], 53);
            _columns.Frames[i] = new ReceivedFrame { Data = Arena.Slice(i, 0, FrameBytes) };
        }

        _guard.Known = new KnownAddresses(
            [.. Enumerable.Range(0, Addresses).Select(i => new KnownAddress(AddressKey.Ipv4(Address(i)), AddressKey.Bits, KnownAddresses.AnyVlan))],
            mayClaim: true);
        FrameBatch batch = new(_columns, FrameBatch.Capacity);
        ParseStage.Run(in batch);
        InspectStage.Run(in batch);
    }

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public void GuardKinds() => Guard.Packets(new FrameBatch(_columns, FrameBatch.Capacity), in _kinds, _guard);

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public void GuardAddresses() => Guard.Packets(new FrameBatch(_columns, FrameBatch.Capacity), in _addresses, _guard);

    private static uint Address(int number) => 0x0a00_0000 + (uint)number;
}

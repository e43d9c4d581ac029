using System.Buffers.Binary;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Fuzz;

/// <summary>A guest that goes on writing its rings on another thread, while a worker reads them, until it is disposed.</summary>
internal sealed class RacingGuest : IDisposable
{
    private readonly Thread _thread;
    private bool _ending;

    public RacingGuest(DriverMemory memory, DriverQueue[] rings, int seed)
    {
        _thread = new Thread(() => Run(memory, rings, new Random(seed))) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        Volatile.Write(ref _ending, true);
        _thread.Join();
    }

    private void Run(DriverMemory memory, DriverQueue[] rings, Random random)
    {
        while (!Volatile.Read(ref _ending))
        {
            DriverQueue ring = rings[random.Next(rings.Length)];
            Span<byte> descriptor = memory.Slice(ring.DescriptorsOffset + (random.Next(ring.Size) * 16), 16);
            switch (random.Next(6))
            {
                case 0:
                    BinaryPrimitives.WriteUInt64LittleEndian(descriptor, random.Next(2) == 0 ? DriverMemory.GuestBase + (ulong)random.Next(memory.Bytes) : FuzzValues.At(random.Next()));
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt32LittleEndian(descriptor[8..], (uint)(random.Next(2) == 0 ? random.Next(4096) : random.Next()));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(descriptor[12..], (uint)random.Next());
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt16LittleEndian(memory.Slice(ring.AvailableOffset + 4 + (random.Next(ring.Size) * 2), 2), (ushort)random.Next(ring.Size + 1));
                    break;
                default:
                    Span<byte> index = memory.Slice(ring.AvailableOffset + 2, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(index, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(index) + random.Next(3)));
                    break;
            }
        }
    }
}

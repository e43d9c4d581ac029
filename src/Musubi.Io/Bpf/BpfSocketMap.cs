using System.Text;
using Musubi.Io.Native;

namespace Musubi.Io.Bpf;

/// <summary>AF_XDP sockets by the NIC's queue that they serve (BPF_MAP_TYPE_XSKMAP). Programs that use it keep it after it is disposed.</summary>
internal sealed unsafe class BpfSocketMap : IDisposable
{
    private const int CreateMap = 0;
    private const int UpdateElement = 2;
    private const uint SocketMap = 17;

    private readonly FileDescriptor _map;

    /// <param name="queues">1 or more.</param>
    /// <exception cref="SystemCallException">The kernel refuses.</exception>
    public BpfSocketMap(int queues)
    {
        BpfMapAttributes attributes = new() { MapType = SocketMap, KeyBytes = sizeof(int), ValueBytes = sizeof(int), MaxEntries = (uint)queues };
        Encoding.ASCII.GetBytes("musubi_xsk", new Span<byte>(attributes.Name, BpfMapAttributes.NameBytes - 1));
        // Safe: the kernel reads the attributes, whose true size it is told, during the call.
        nint map = Libc.syscall(BpfCall.Number, CreateMap, &attributes, sizeof(BpfMapAttributes));
        _map = new FileDescriptor((int)SystemCall.Check(map, "bpf(BPF_MAP_CREATE)"));
    }

    public int Descriptor => _map.Number;

    /// <exception cref="SystemCallException">No such queue, or no socket that is bound.</exception>
    public void Set(int queue, FileDescriptor socket)
    {
        int descriptor = socket.Number;
        // Safe: key and value are four bytes each on this stack, as the map was made with.
        BpfElementAttributes attributes = new() { Map = (uint)_map.Number, Key = (ulong)&queue, Value = (ulong)&descriptor };
        SystemCall.Check(Libc.syscall(BpfCall.Number, UpdateElement, &attributes, sizeof(BpfElementAttributes)), "bpf(BPF_MAP_UPDATE_ELEM)");
    }

    public void Dispose() => _map.Dispose();
}

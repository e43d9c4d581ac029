using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>union bpf_attr as BPF_MAP_UPDATE_ELEM reads it (linux/bpf.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfElementAttributes
{
    public uint Map;
    public uint Padding;
    public ulong Key;
    public ulong Value;
    public ulong Flags;
}

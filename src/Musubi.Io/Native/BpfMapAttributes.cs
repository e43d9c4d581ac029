using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>union bpf_attr as BPF_MAP_CREATE reads it, up to the map's name (linux/bpf.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfMapAttributes
{
    public const int NameBytes = 16;

    public uint MapType;
    public uint KeyBytes;
    public uint ValueBytes;
    public uint MaxEntries;
    public uint MapFlags;
    public uint InnerMap;
    public uint NumaNode;
    public fixed byte Name[NameBytes];
}

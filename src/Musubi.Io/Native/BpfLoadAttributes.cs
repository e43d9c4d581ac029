using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>union bpf_attr as BPF_PROG_LOAD reads it, up to the program's name (linux/bpf.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfLoadAttributes
{
    public const int NameBytes = 16;

    public uint ProgramType;
    public uint InstructionCount;
    public ulong Instructions;
    public ulong License;
    public uint LogLevel;
    public uint LogSize;
    public ulong LogBuffer;
    public uint KernelVersion;
    public uint Flags;
    public fixed byte Name[NameBytes];
}

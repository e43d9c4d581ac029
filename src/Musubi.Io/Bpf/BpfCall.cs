using System.Runtime.InteropServices;

namespace Musubi.Io.Bpf;

/// <summary>The number of bpf(2), which differs between processors.</summary>
internal static class BpfCall
{
    public static nint Number => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 321 : 280;
}

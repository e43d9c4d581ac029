namespace Musubi.Io.Bpf;

/// <summary>Registers of the BPF machine: R0 is the result, R1 to R5 are arguments, R6 to R9 survive calls.</summary>
internal enum BpfRegister : byte
{
    R0 = 0,
    R1 = 1,
    R2 = 2,
    R3 = 3,
    R6 = 6,
}

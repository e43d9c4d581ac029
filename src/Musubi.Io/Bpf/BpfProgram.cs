using System.Text;
using Musubi.Io.Native;

namespace Musubi.Io.Bpf;

/// <summary>
/// A program in the kernel: a classifier (BPF_PROG_TYPE_SCHED_CLS), for <see cref="Netlink.FilterCommands.Attach"/>, or one
/// at the NIC's driver, for <see cref="Netlink.XdpCommands"/>. What it is attached to keeps it after it is disposed. Making one needs CAP_BPF and CAP_NET_ADMIN.
/// </summary>
public sealed unsafe class BpfProgram : IDisposable
{
    private const int LoadProgram = 5;
    private const uint SchedulerClassifier = 3;
    private const uint ExpressDataPath = 6;
    private const uint TakesFragments = 1 << 5;
    private const int LogBytes = 16 << 10;

    // Verdicts of a direct-action classifier.
    private const int Pass = 0;
    private const int Drop = 2;

    // struct xdp_md.
    private const short ReceiveQueue = 16;
    private const int PassToStack = 2;
    private const int HelperRedirectMap = 51;

    // struct __sk_buff.
    private const short VlanPresent = 20;
    private const short VlanTci = 24;

    private const int HelperVlanPush = 18;
    private const int HelperVlanPop = 19;
    private const int VlanIdMask = 0xfff;

    /// <summary>0x8100 in network order.</summary>
    private const int TagProtocol = 0x0081;

    private readonly FileDescriptor _program;

    private BpfProgram(FileDescriptor program) => _program = program;

    internal int Descriptor => _program.Number;

    /// <summary>Drops every frame.</summary>
    public static BpfProgram DropAll() => Load("musubi_drop", new BpfAssembler().Return(Drop));

    /// <summary>What comes in at an access port of a VLAN: untagged frames get its tag, tagged ones are dropped.</summary>
    /// <param name="vlan">1..4094.</param>
    public static BpfProgram TagIncoming(int vlan) => Load("musubi_tag", new BpfAssembler()
        .Load(BpfRegister.R2, BpfRegister.R1, VlanPresent)
        .JumpNotEqual(BpfRegister.R2, 0, "drop")
        .Move(BpfRegister.R2, TagProtocol)
        .Move(BpfRegister.R3, Checked(vlan))
        .Call(HelperVlanPush)
        .JumpNotEqual(BpfRegister.R0, 0, "drop")
        .Return(Pass)
        .Label("drop")
        .Return(Drop));

    /// <summary>What goes out at an access port of a VLAN: its frames without their tag, no others.</summary>
    /// <param name="vlan">1..4094.</param>
    public static BpfProgram UntagOutgoing(int vlan) => Load("musubi_untag", new BpfAssembler()
        .Move(BpfRegister.R6, BpfRegister.R1)
        .Load(BpfRegister.R2, BpfRegister.R6, VlanPresent)
        .JumpEqual(BpfRegister.R2, 0, "drop")
        .Load(BpfRegister.R2, BpfRegister.R6, VlanTci)
        .And(BpfRegister.R2, VlanIdMask)
        .JumpNotEqual(BpfRegister.R2, Checked(vlan), "drop")
        .Move(BpfRegister.R1, BpfRegister.R6)
        .Call(HelperVlanPop)
        .JumpNotEqual(BpfRegister.R0, 0, "drop")
        .Return(Pass)
        .Label("drop")
        .Return(Drop));

    /// <summary>
    /// What a NIC receives goes to the AF_XDP socket of its queue; from queues without one to the host's stack. Frames in
    /// several pieces too.
    /// </summary>
    internal static BpfProgram Redirect(BpfSocketMap sockets) => Load("musubi_redirect", new BpfAssembler()
        .Load(BpfRegister.R2, BpfRegister.R1, ReceiveQueue)
        .LoadMap(BpfRegister.R1, sockets.Descriptor)
        .Move(BpfRegister.R3, PassToStack)
        .Call(HelperRedirectMap)
        .Return(), ExpressDataPath, TakesFragments);

    public void Dispose() => _program.Dispose();

    private static int Checked(int vlan)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vlan, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vlan, 4094);
        return vlan;
    }

    private static BpfProgram Load(string name, BpfAssembler assembler, uint type = SchedulerClassifier, uint flags = 0)
    {
        byte[] instructions = assembler.Finish();
        byte[] log = new byte[LogBytes];
        // Safe: the buffers are pinned for the call and their true lengths told; the name is shorter than its field.
        fixed (byte* code = instructions, words = log, license = "Dual MIT/GPL\0"u8)
        {
            BpfLoadAttributes attributes = new()
            {
                ProgramType = type,
                Flags = flags,
                InstructionCount = (uint)(instructions.Length / BpfAssembler.InstructionBytes),
                Instructions = (ulong)code,
                License = (ulong)license,
                LogLevel = 1,
                LogSize = LogBytes,
                LogBuffer = (ulong)words,
            };
            Encoding.ASCII.GetBytes(name, new Span<byte>(attributes.Name, BpfLoadAttributes.NameBytes - 1));
            nint program = Libc.syscall(BpfCall.Number, LoadProgram, &attributes, sizeof(BpfLoadAttributes));
            return program >= 0
                ? new BpfProgram(new FileDescriptor((int)program))
                : throw new SystemCallException($"bpf(BPF_PROG_LOAD {name}){Complaint(log)}", SystemCall.Error);
        }
    }

    /// <summary>The last line that the verifier wrote, with a colon before it; empty when it wrote none.</summary>
    private static string Complaint(ReadOnlySpan<byte> log)
    {
        int end = log.IndexOf((byte)0);
        string[] lines = Encoding.UTF8.GetString(end < 0 ? log : log[..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "" : $": {lines[^1]}";
    }
}

using System.Buffers.Binary;

namespace Musubi.Io.Bpf;

/// <summary>Writes BPF instructions (RFC 9669), of which it knows the few that Musubi's classifiers need.</summary>
internal sealed class BpfAssembler
{
    public const int InstructionBytes = 8;

    private const byte MoveRegister = 0xbf;
    private const byte MoveNumber = 0xb7;
    private const byte AndNumber = 0x57;
    private const byte LoadNumber64 = 0x18;
    private const byte PseudoMap = 1;
    private const byte LoadWord = 0x61;
    private const byte JumpIfEqual = 0x15;
    private const byte JumpIfNotEqual = 0x55;
    private const byte CallHelper = 0x85;
    private const byte Exit = 0x95;

    private readonly List<byte[]> _instructions = [];
    private readonly List<(int Instruction, string Label)> _jumps = [];
    private readonly Dictionary<string, int> _labels = [];

    public BpfAssembler Move(BpfRegister to, BpfRegister from) => Emit(MoveRegister, to, from, 0, 0);

    public BpfAssembler Move(BpfRegister to, int number) => Emit(MoveNumber, to, BpfRegister.R0, 0, number);

    public BpfAssembler And(BpfRegister register, int mask) => Emit(AndNumber, register, BpfRegister.R0, 0, mask);

    /// <summary>Four bytes at <paramref name="offset"/> from where <paramref name="from"/> points.</summary>
    public BpfAssembler Load(BpfRegister to, BpfRegister from, short offset) => Emit(LoadWord, to, from, offset, 0);

    /// <summary>A map, for helpers: an instruction of two.</summary>
    public BpfAssembler LoadMap(BpfRegister to, int map) => Emit(LoadNumber64, to, (BpfRegister)PseudoMap, 0, map).Emit(0, BpfRegister.R0, BpfRegister.R0, 0, 0);

    public BpfAssembler JumpEqual(BpfRegister register, int number, string label) => Jump(JumpIfEqual, register, number, label);

    public BpfAssembler JumpNotEqual(BpfRegister register, int number, string label) => Jump(JumpIfNotEqual, register, number, label);

    public BpfAssembler Call(int helper) => Emit(CallHelper, BpfRegister.R0, BpfRegister.R0, 0, helper);

    public BpfAssembler Return(int result) => Move(BpfRegister.R0, result).Return();

    /// <summary>Returns what the last helper did.</summary>
    public BpfAssembler Return() => Emit(Exit, BpfRegister.R0, BpfRegister.R0, 0, 0);

    /// <summary>Where jumps to this label, all of them before it, go.</summary>
    public BpfAssembler Label(string label)
    {
        _labels.Add(label, _instructions.Count);
        return this;
    }

    public byte[] Finish()
    {
        foreach ((int instruction, string label) in _jumps)
        {
            // Counted from the instruction that follows the jump.
            short distance = (short)(_labels[label] - instruction - 1);
            BinaryPrimitives.WriteInt16LittleEndian(_instructions[instruction].AsSpan(2), distance);
        }

        return [.. _instructions.SelectMany(one => one)];
    }

    private BpfAssembler Jump(byte operation, BpfRegister register, int number, string label)
    {
        _jumps.Add((_instructions.Count, label));
        return Emit(operation, register, BpfRegister.R0, 0, number);
    }

    private BpfAssembler Emit(byte operation, BpfRegister to, BpfRegister from, short offset, int number)
    {
        byte[] bytes = new byte[InstructionBytes];
        bytes[0] = operation;
        bytes[1] = (byte)(((byte)from << 4) | (byte)to);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2), offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), number);
        _instructions.Add(bytes);
        return this;
    }
}

using System.Buffers.Binary;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class MessageAssemblerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Messages_come_out_whole_and_in_order_however_the_stream_was_cut(int step)
    {
        byte[] stream = [.. Enumerable.Range(1, 50).SelectMany(i => Framed(new AgentMessage { Sequence = (ulong)i, StatusRequest = new StatusRequest() }))];
        MessageAssembler assembler = new();
        List<ulong> taken = [];
        for (int at = 0; at < stream.Length; at += step)
        {
            Feed(assembler, stream.AsSpan(at, Math.Min(step, stream.Length - at)));
            while (assembler.TryTake(out string? violation) is { } message)
            {
                Assert.Null(violation);
                taken.Add(message.Sequence);
            }
        }

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (ulong)i), taken);
        Assert.Equal(0, assembler.Pending);
    }

    [Fact]
    public void A_message_larger_than_one_read_comes_out_whole()
    {
        AgentMessage large = new() { Sequence = 9, Hello = new AgentHello { AgentVersion = new string('x', 1_000_000) } };
        MessageAssembler assembler = new();
        Feed(assembler, Framed(large));
        Assert.Equal(large, assembler.TryTake(out _));
    }

    [Fact]
    public void A_length_beyond_the_limit_is_a_violation_that_names_both()
    {
        MessageAssembler assembler = new();
        Feed(assembler, [0xff, 0xff, 0xff, 0x7f]);
        Assert.Null(assembler.TryTake(out string? violation));
        Assert.Contains("2147483647", violation, StringComparison.Ordinal);
        Assert.Contains("16777216", violation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x0a, 0x7f })]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0x08, 0x01 })]
    public void What_is_no_message_of_an_agent_is_a_violation(byte[] body)
    {
        MessageAssembler assembler = new();
        byte[] framed = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, body.Length);
        body.CopyTo(framed, 4);
        Feed(assembler, framed);
        Assert.Null(assembler.TryTake(out string? violation));
        Assert.NotNull(violation);
    }

    private static void Feed(MessageAssembler assembler, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> room = assembler.Room();
            int taken = Math.Min(room.Length, bytes.Length);
            bytes[..taken].CopyTo(room);
            assembler.Advance(taken);
            bytes = bytes[taken..];
        }
    }

    private static byte[] Framed(AgentMessage message)
    {
        byte[] framed = new byte[4 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32LittleEndian(framed, framed.Length - 4);
        message.WriteTo(framed.AsSpan(4));
        return framed;
    }
}

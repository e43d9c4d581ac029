using Musubi.Switch.Control.Lacp;

namespace Musubi.Switch.Tests.Control.Lacp;

/// <summary>LACPDUs and markers on the wire: what is written, and that reading is total.</summary>
public sealed class LacpduTests
{
    private static readonly Lacpdu Example = new(
        new LacpParty(0x8000, 0x0102_0304_0506, 0x0708, 0x8001, 0x090a, (LacpFlags)0x3d), new LacpParty(0x1111, 0x2222_3333_4444, 0x5555, 0x6666, 0x7777, (LacpFlags)0xc2));

    [Fact]
    public void A_frame_is_laid_out_as_the_standard_says()
    {
        byte[] wire = new byte[Lacpdu.Bytes];
        wire.AsSpan().Fill(0xee);
        Example.Write(wire);
        Assert.Equal(
            "01" + "01"
            + "0114" + "8000" + "010203040506" + "0708" + "8001" + "090A" + "3D" + "000000"
            + "0214" + "1111" + "222233334444" + "5555" + "6666" + "7777" + "C2" + "000000"
            + "0310" + "0000" + new string('0', 24)
            + "0000" + new string('0', 100),
            Convert.ToHexString(wire));
        Assert.True(Lacpdu.TryRead(wire, out Lacpdu read));
        Assert.Equal(Example, read);
    }

    [Fact]
    public void A_later_version_is_read_by_what_it_has_in_common()
    {
        byte[] wire = [.. new byte[Lacpdu.Bytes], .. new byte[200]];
        Example.Write(wire);
        (wire[1], wire[2], wire[60], wire[^1]) = (2, 99, 0x55, 0x55);
        Assert.True(Lacpdu.TryRead(wire, out Lacpdu read));
        Assert.Equal(Example, read);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 19)]
    [InlineData(23, 21)]
    public void What_is_none_is_not_read(int at, byte value)
    {
        byte[] wire = new byte[Lacpdu.Bytes];
        Example.Write(wire);
        wire[at] = value;
        Assert.False(Lacpdu.TryRead(wire, out _));
    }

    [Fact]
    public void Every_length_and_any_bytes_are_read_or_refused()
    {
        byte[] whole = new byte[Lacpdu.Bytes];
        Example.Write(whole);
        for (int length = 0; length < Lacpdu.Bytes; length++)
        {
            Assert.False(Lacpdu.TryRead(whole.AsSpan(0, length), out _));
            Assert.False(MarkerPdu.IsQuestion(whole.AsSpan(0, length)));
        }

        Random random = new(3);
        int read = 0;
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length >= 24 && random.Next(2) == 0)
            {
                (bytes[0], bytes[3], bytes[23]) = ((byte)random.Next(1, 3), 20, 20);
            }

            if (Lacpdu.TryRead(bytes, out Lacpdu pdu))
            {
                read++;
                byte[] again = new byte[Lacpdu.Bytes];
                pdu.Write(again);
                Assert.True(Lacpdu.TryRead(again, out Lacpdu second));
                Assert.Equal(pdu, second);
            }

            MarkerPdu.IsQuestion(bytes);
        }

        Assert.True(read > 1000);
    }

    [Fact]
    public void A_marker_is_answered_with_itself()
    {
        byte[] question = new byte[MarkerPdu.Bytes + 7];
        new Random(4).NextBytes(question);
        (question[0], question[2], question[3]) = (2, 1, 16);
        byte[] answer = new byte[MarkerPdu.Bytes];
        Assert.True(MarkerPdu.IsQuestion(question));
        MarkerPdu.WriteAnswer(question, answer);
        Assert.Equal(2, answer[2]);
        answer[2] = 1;
        Assert.Equal(question[..MarkerPdu.Bytes], answer);
        answer[2] = 2;
        Assert.False(MarkerPdu.IsQuestion(answer), "an answer is not answered");
    }
}

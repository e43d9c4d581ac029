using Musubi.Switch.Control.Lacp;

namespace Musubi.Fuzz.Packets;

/// <summary>What comes in under the EtherType of slow protocols, from the subtype on: LACPDUs, which go on into the machines of a LAG, and markers.</summary>
internal static class SlowProtocols
{
    private static readonly LacpGroup Group = MakeGroup();
    private static int _next;

    public static PacketParser Parser { get; } = new("slow-protocol", [.. Seeds()], Parse);

    private static LacpGroup MakeGroup()
    {
        LacpGroup group = new(TimeProvider.System) { AggregateWait = TimeSpan.Zero };
        for (ushort port = 1; port <= 3; port++)
        {
            group.Add(new LacpSettings(0x0200_0000_0001, 1, port, Active: true, Fast: true)).SetEnabled(true);
        }

        return group;
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (LacpFlags state in (LacpFlags[])[LacpFlags.Activity, (LacpFlags)0x3f, (LacpFlags)0xff])
        {
            byte[] pdu = new byte[Lacpdu.Bytes];
            new Lacpdu(new LacpParty(0x8000, 0x0200_0000_0002, 7, 0x8000, 1, state), Group.Members[0].Actor with { State = (LacpFlags)0x3f }).Write(pdu);
            yield return pdu;
        }

        byte[] marker = new byte[MarkerPdu.Bytes];
        (marker[0], marker[1], marker[2], marker[3]) = (MarkerPdu.Subtype, 1, 1, 16);
        yield return marker;
    }

    private static string Parse(byte[] payload)
    {
        if (MarkerPdu.IsQuestion(payload))
        {
            byte[] answer = new byte[MarkerPdu.Bytes];
            MarkerPdu.WriteAnswer(payload, answer);
            FuzzFailure.Unless(!MarkerPdu.IsQuestion(answer), "the answer to a marker asks again");
            return "marker";
        }

        if (!Lacpdu.TryRead(payload, out Lacpdu pdu))
        {
            return "neither";
        }

        byte[] again = new byte[Lacpdu.Bytes];
        pdu.Write(again);
        FuzzFailure.Unless(Lacpdu.TryRead(again, out Lacpdu second) && second == pdu, $"{pdu} is not what was written of it");
        LacpMember member = Group.Members[_next++ % Group.Members.Count];
        Group.OnPdu(member, in pdu);
        Group.Run();
        FuzzFailure.Unless(Group.Members.Where(one => one.Mux >= LacpMuxState.Collecting).Select(one => LacpPartnerId.Of(one.Partner)).Distinct().Count() <= 1, "two partners at once");
        return $"lacpdu {member.Mux}";
    }
}

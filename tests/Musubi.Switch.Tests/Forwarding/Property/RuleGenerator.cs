using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Rules and the packets that they are about: small pools, so that they meet.</summary>
public sealed class RuleGenerator(Random random)
{
    private static readonly string[] Ipv4 = ["10.0.0.1", "10.0.0.2", "10.0.1.1", "192.168.7.9"];
    private static readonly string[] Ipv6 = ["2001:db8::1", "2001:db8::2", "2001:db8:1::1", "fe80::9"];
    private static readonly int[] Ports = [22, 53, 80, 443, 40_000];
    private static readonly int[] Protocols = [1, 6, 6, 17, 17, 58, 2, 47, 132];

    public RuleSet NextSet(uint key, int most)
    {
        RuleSet set = new() { Key = key };
        // Of many rules each asks for much, or the first few would decide everything.
        set.Rules.AddRange(Enumerable.Range(0, random.Next(1, most + 1)).Select(i => NextRule($"rule {i}", most > 64 ? 8 : Pick(0, 1, 1, 2, 3))));
        return set;
    }

    private Rule NextRule(string name, int questions)
    {
        int direction = random.Next(1, 4);
        Rule rule = new()
        {
            Name = name,
            Ingress = (direction & 1) != 0,
            Egress = (direction & 2) != 0,
            Action = Pick(RuleAction.Allow, RuleAction.Drop, RuleAction.Mark, RuleAction.Mark),
            Match = questions > 0 ? NextMatch(questions) : null,
        };
        if (rule.Action == RuleAction.Mark)
        {
            int marks = random.Next(1, 4);
            if ((marks & 1) != 0)
            {
                rule.Cos = (uint)random.Next(8);
            }

            if ((marks & 2) != 0)
            {
                rule.Dscp = (uint)random.Next(64);
            }
        }

        return rule;
    }

    public RuleMatch NextMatch() => NextMatch(Pick(1, 1, 2, 3));

    /// <param name="questions">At most: one may replace another.</param>
    public RuleMatch NextMatch(int questions)
    {
        RuleMatch match = new();
        for (int i = 0; i < questions; i++)
        {
            Ask(match);
        }

        return match;
    }

    /// <summary>From the IP header on, and the EtherType of it; now and then with something wrong in it.</summary>
    public (int EtherType, byte[] Bytes) NextPacket()
    {
        bool ipv6 = Chance(50);
        string[] pool = ipv6 ? Ipv6 : Ipv4;
        byte[] bytes = new Packet
        {
            Source = Pick(pool),
            Destination = Pick(pool),
            Protocol = (byte)Pick(Protocols),
            SourcePort = (ushort)Pick(Ports),
            DestinationPort = (ushort)Pick(Ports),
            TcpFlags = (byte)Pick(0x02, 0x10, 0x12, 0x11, 0x04),
            Type = (byte)Pick(0, 8, 128, 134),
            Code = (byte)random.Next(3),
            TrafficClass = (byte)Pick(0, 0, 184, 40, 3),
            MoreFragments = Chance(6),
            FragmentOffset = Chance(6) ? random.Next(1, 100) : 0,
            Options = Chance(15) ? Pick(8, 16, 24) : 0,
            Payload = random.Next(8, 60),
        }.Bytes();
        for (int wrongs = Chance(8) ? random.Next(1, 4) : 0; wrongs > 0; wrongs--)
        {
            bytes[random.Next(Math.Min(bytes.Length, 70))] = (byte)random.Next(256);
        }

        return (ipv6 ? 0x86dd : 0x0800, bytes);
    }

    private void Ask(RuleMatch match)
    {
        switch (random.Next(15))
        {
            case 0:
                match.SourceMac = NextMac();
                break;
            case 1:
                match.DestinationMac = NextMac();
                break;
            case 2:
                match.EtherType = Exactly(Pick(0x0800, 0x0806, 0x86dd, 46));
                break;
            case 3:
                match.Vlan = Range(Pick(0, 10, 20, 30), 20, 4094);
                break;
            case 4:
                match.Cos = Range(random.Next(8), 3, 7);
                break;
            case 5:
                match.Source = NextPrefix();
                break;
            case 6:
                match.Destination = NextPrefix();
                break;
            case 7:
                match.Protocol = Exactly(Pick(Protocols));
                break;
            case 8:
                match.SourcePort = Range(Pick(Ports), 400);
                break;
            case 9:
                match.DestinationPort = Range(Pick(Ports), 400);
                break;
            case 10:
                uint mask = (uint)Pick(0x02, 0x12, 0x10, 0x3f, 0xff);
                match.TcpFlags = new TcpFlagsPattern { Mask = mask, Set = mask & (uint)Pick(0x02, 0x10, 0x12, 0), Negated = Chance(20) };
                break;
            case 11:
                match.IcmpType = Range(Pick(0, 8, 128, 134), 5, 255);
                break;
            case 12:
                match.IcmpCode = Range(random.Next(3), 2, 255);
                break;
            case 13:
                match.Dscp = Range(Pick(0, 10, 46), 20, 63);
                break;
            default:
                match.TrafficType = new TrafficTypeMatch { Type = Pick(TrafficType.VirtualMachine, TrafficType.Vmotion), Negated = Chance(20) };
                break;
        }
    }

    private MacPattern NextMac()
    {
        ulong mask = Pick<ulong>(0xffff_ffff_ffff, 0xffff_ff00_0000, 0x0100_0000_0000, 0xffff_ffff_fffe, 0xff00_0000_00ff, 0);
        ulong mac = Pick(MacPool.Configured(1, random.Next(4)), MacPool.Broadcast, MacPool.Groups[0], MacPool.Outside[0]);
        return new MacPattern { Address = mac & mask, Mask = mask, Negated = Chance(20) };
    }

    private AddressPrefix NextPrefix()
    {
        byte[] bytes = IPAddress.Parse(Pick(Chance(50) ? Ipv4 : Ipv6)).GetAddressBytes();
        int length = bytes.Length == 4 ? Pick(0, 8, 23, 31, 32) : Pick(0, 10, 48, 127, 128);
        for (int bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new AddressPrefix { Address = ByteString.CopyFrom(bytes), PrefixLength = (uint)length, Negated = Chance(20) };
    }

    private NumberRange Exactly(int value) => new() { First = (uint)value, Last = (uint)value, Negated = Chance(20) };

    private NumberRange Range(int first, int spread, int most = 65_535) =>
        new() { First = (uint)first, Last = (uint)Math.Min(Chance(60) ? first : first + random.Next(spread + 1), most), Negated = Chance(20) };

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}

using System.Diagnostics;

namespace Musubi.Fuzz.Packets;

/// <summary>Changes packets at random and gives them to their parsers, which must take each for something and never throw.</summary>
internal static class PacketFuzz
{
    private const int CasesBetweenLooks = 1000;

    /// <summary>0, or 1 when a parser failed: its packet is then told and kept.</summary>
    public static int Run(TimeSpan time, int seed, string results)
    {
        SortedDictionary<string, long> said = new(StringComparer.Ordinal);
        Random random = new(seed);
        long started = Stopwatch.GetTimestamp();
        long cases = 0;
        while (cases % CasesBetweenLooks != 0 || Stopwatch.GetElapsedTime(started) < time)
        {
            PacketParser parser = PacketParsers.All[(int)(cases++ % PacketParsers.All.Count)];
            byte[] packet = Change(parser, random);
            try
            {
                string word = $"{parser.Name} {parser.Parse(packet)}";
                said[word] = said.GetValueOrDefault(word) + 1;
            }
            catch (Exception e)
            {
                string file = Path.Combine(results, "failed-packet.txt");
                File.WriteAllText(file, $"# {parser.Name}, seed {seed}: {e.Message}\n{Convert.ToHexString(packet)}\n");
                Console.WriteLine($"{parser.Name}, seed {seed} FAILED: {e}\n{Convert.ToHexString(packet)}\nIt is in {file}.");
                return 1;
            }
        }

        Console.WriteLine($"{cases} packets from seed {seed} in {time.TotalSeconds:0} s, none failed; parsers said:");
        foreach ((string word, long count) in said)
        {
            Console.WriteLine($"{count,9} {word}");
        }

        return 0;
    }

    private static byte[] Change(PacketParser parser, Random random)
    {
        List<byte> packet = [.. parser.Seeds[random.Next(parser.Seeds.Count)]];
        for (int changes = random.Next(1, 8); changes > 0 && packet.Count > 0; changes--)
        {
            int at = random.Next(packet.Count);
            switch (random.Next(5))
            {
                case 0:
                    packet.RemoveRange(at, random.Next(packet.Count - at));
                    break;
                case 1:
                    packet.InsertRange(at, packet.GetRange(at, Math.Min(packet.Count - at, random.Next(32))));
                    break;
                default:
                    packet[at] = random.Next(3) == 0 ? (byte)(random.Next(2) == 0 ? 0 : 0xff) : (byte)random.Next(256);
                    break;
            }
        }

        byte[] changed = [.. packet];
        if (random.Next(4) > 0)
        {
            parser.Mend(changed);
        }

        return changed;
    }
}

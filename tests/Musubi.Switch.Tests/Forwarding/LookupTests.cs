using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>The table of MACs and the sets of VLANs, against the library's own collections.</summary>
public sealed class LookupTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(4096)]
    public void The_table_finds_what_was_added_and_nothing_else(int entries)
    {
        Random random = new(entries);
        MacTable table = new(entries);
        Dictionary<(ulong Mac, ushort Domain), int> expected = [];
        while (expected.Count < entries)
        {
            // Few addresses and few domains, so that entries differ in one of the two only.
            (ulong, ushort) key = (0x0200_0000_0000UL + (uint)random.Next(entries), (ushort)random.Next(1, 5));
            int port = expected.Count;
            Assert.Equal(expected.TryAdd(key, port), table.TryAdd(key.Item1, key.Item2, port));
        }

        Assert.Equal(entries, table.Count);
        Assert.All(expected, entry => Assert.Equal(entry.Value, table.Find(entry.Key.Mac, entry.Key.Domain)));
        Assert.Equal(MacTable.NotFound, table.Find(0x0200_0000_0000UL, 5));
        Assert.Equal(MacTable.NotFound, table.Find(0, 1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 63)]
    [InlineData(0, 64)]
    [InlineData(63, 64)]
    [InlineData(10, 20)]
    [InlineData(64, 127)]
    [InlineData(100, 3000)]
    [InlineData(4094, 4094)]
    [InlineData(0, 4094)]
    public void A_range_of_vlans_is_both_ends_and_all_between(int first, int last)
    {
        ulong[] set = new ulong[VlanBitmap.Words];
        VlanBitmap.AddRange(set, first, last);
        int[] expected = [.. Enumerable.Range(first, last - first + 1)];
        Assert.Equal(expected, Enumerable.Range(0, 4096).Where(vlan => VlanBitmap.Contains(set, 0, vlan)));
        Assert.Equal(expected, Walk([.. set]));
    }

    [Fact]
    public void Sets_of_vlans_stand_side_by_side_without_touching()
    {
        ulong[] sets = new ulong[3 * VlanBitmap.Words];
        VlanBitmap.AddRange(sets.AsSpan(VlanBitmap.Words, VlanBitmap.Words), 0, 4095);
        Assert.DoesNotContain(Enumerable.Range(0, 4096), vlan => VlanBitmap.Contains(sets, 0, vlan) || VlanBitmap.Contains(sets, 2 * VlanBitmap.Words, vlan));
        Assert.Equal(4096, Walk([.. sets], VlanBitmap.Words).Count());
    }

    private static IEnumerable<int> Walk(List<ulong> words, int start = 0)
    {
        for (int vlan = VlanBitmap.Next(words, start, -1); vlan >= 0; vlan = VlanBitmap.Next(words, start, vlan))
        {
            yield return vlan;
        }
    }
}

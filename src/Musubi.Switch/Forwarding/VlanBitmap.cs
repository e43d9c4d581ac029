using System.Numerics;

namespace Musubi.Switch.Forwarding;

/// <summary>Sets of VLANs as runs of 64 words of 64 bits, several in one array.</summary>
internal static class VlanBitmap
{
    public const int Words = 64;

    /// <param name="words">The array of sets.</param>
    /// <param name="start">Where the set begins.</param>
    /// <param name="vlan">0..4095.</param>
    public static bool Contains(ulong[] words, int start, int vlan) => (words[start + (vlan >> 6)] & (1UL << (vlan & 63))) != 0;

    /// <summary>The first VLAN of the set above <paramref name="vlan"/>, which is -1..4095; -1 when there is none.</summary>
    public static int Next(List<ulong> words, int start, int vlan)
    {
        vlan++;
        for (int word = vlan >> 6; word < Words; word++)
        {
            ulong left = words[start + word] & (word == vlan >> 6 ? ulong.MaxValue << (vlan & 63) : ulong.MaxValue);
            if (left != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(left);
            }
        }

        return -1;
    }

    /// <summary>Adds the VLANs <paramref name="first"/> to <paramref name="last"/>, both within 0..4095, a word at a time.</summary>
    public static void AddRange(Span<ulong> set, int first, int last)
    {
        for (int word = first >> 6; word <= last >> 6; word++)
        {
            int from = Math.Max(first - (word << 6), 0);
            int to = Math.Min(last - (word << 6), 63);
            set[word] |= (ulong.MaxValue >> (63 - (to - from))) << from;
        }
    }
}

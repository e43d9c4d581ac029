namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// Which member of a LAG has which bucket. Each bucket has a home, so that all members have the same number; while the home is not in use, one
/// of the others that depends on bucket and member alone. So only the buckets of a member that left move, and only they come back.
/// </summary>
internal static class LagTables
{
    /// <param name="bucket">0..255.</param>
    /// <param name="inUse">By member.</param>
    /// <returns>A member's number, or -1 when none is in use.</returns>
    public static int MemberOf(int bucket, ReadOnlySpan<bool> inUse)
    {
        int home = inUse.Length == 0 ? -1 : bucket % inUse.Length;
        if (home >= 0 && inUse[home])
        {
            return home;
        }

        (int best, uint bestRank) = (-1, 0);
        for (int member = 0; member < inUse.Length; member++)
        {
            uint rank = Rank((uint)bucket, (uint)member);
            if (inUse[member] && (best < 0 || rank > bestRank))
            {
                (best, bestRank) = (member, rank);
            }
        }

        return best;
    }

    private static uint Rank(uint bucket, uint member)
    {
        uint mixed = ((bucket + 1) * 0x9E37_79B1) ^ ((member + 1) * 0x85EB_CA77);
        mixed = (mixed ^ (mixed >> 15)) * 0x2C1B_3C6D;
        mixed = (mixed ^ (mixed >> 12)) * 0x297A_2D39;
        return mixed ^ (mixed >> 15);
    }
}

namespace Musubi.Model.Config;

/// <summary>What the guest of a shaped port may send and be sent at once: what it saved up of its bursts.</summary>
/// <param name="IngressBytes">What it sends, 0..<see cref="Most"/>.</param>
/// <param name="EgressBytes">What it is sent, 0..<see cref="Most"/>.</param>
public sealed record ShaperCredit(long IngressBytes, long EgressBytes)
{
    /// <summary>The largest burst, and more than 4 ms at the highest rate.</summary>
    public const long Most = 1L << 30;

    /// <summary>From a message of another process, as much of it as can be.</summary>
    public static ShaperCredit Of(ulong ingress, ulong egress) => new((long)Math.Min(ingress, Most), (long)Math.Min(egress, Most));
}

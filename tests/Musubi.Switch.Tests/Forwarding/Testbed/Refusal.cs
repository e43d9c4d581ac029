namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A way out that refuses every n-th frame in one manner; never when <paramref name="Every"/> is 0.</summary>
public readonly record struct Refusal(TransmitOutcome Outcome, int Every)
{
    /// <param name="ordinal">How many frames were offered before.</param>
    public TransmitOutcome Judge(int ordinal) => Every != 0 && ordinal % Every == Every - 1 ? Outcome : TransmitOutcome.Sent;
}

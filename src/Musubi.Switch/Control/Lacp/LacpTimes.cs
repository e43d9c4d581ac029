namespace Musubi.Switch.Control.Lacp;

/// <summary>The times of LACP (802.1AX-2014, 6.4.4).</summary>
public static class LacpTimes
{
    public static readonly TimeSpan FastPeriodic = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan SlowPeriodic = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan LongTimeout = TimeSpan.FromSeconds(90);
    public static readonly TimeSpan AggregateWait = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan ChurnDetection = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Not of the standard: for how long a member that joins others is not sent by yet. Partners tell that they take frames before their hardware, or
    /// their next turn, does.
    /// </summary>
    public static readonly TimeSpan JoinDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Not of the standard: for how long a member that joins others waits to hear from the partner that it holds us for in sync. A partner may say that it
    /// collects from before, and not have heard what we said first after the link came: some drop what comes before they see the link.
    /// </summary>
    public static readonly TimeSpan EchoWait = TimeSpan.FromSeconds(3);

    /// <summary>LACPDUs of one port in any <see cref="FastPeriodic"/>.</summary>
    public const int MostInFastPeriod = 3;
}

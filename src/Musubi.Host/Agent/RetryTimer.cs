namespace Musubi.Host.Agent;

/// <summary>When something that failed may be tried again: after 0.25 s, then twice as long each time, 4 s at most.</summary>
internal sealed class RetryTimer(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private TimeSpan _wait = First;
    private long? _since;

    public bool IsDue => _since is not { } since || clock.GetElapsedTime(since) >= _wait;

    public void Failed()
    {
        _wait = _since is null ? First : TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, Longest.Ticks));
        _since = clock.GetTimestamp();
    }

    public void Succeeded() => _since = null;
}

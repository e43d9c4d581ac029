namespace Musubi.Switch.Control.Teaming;

/// <summary>Something that holds or does not, and for how long it has. Once that is longer than anybody asks for, its age does not count any more.</summary>
public sealed class Lasting
{
    private long _since;
    private bool _isOld;

    public bool Holds { get; private set; }

    /// <param name="isOld">Should it begin to hold now: nobody knows for how long it has, and it is taken for as long as anybody asks for.</param>
    public void Set(bool holds, TimeProvider clock, bool isOld = false)
    {
        if (holds && !Holds)
        {
            (_since, _isOld) = (clock.GetTimestamp(), isOld);
        }

        Holds = holds;
    }

    /// <summary>How long it has held, null when that does not matter any more.</summary>
    public TimeSpan? Age(TimeProvider clock) => _isOld ? null : clock.GetElapsedTime(_since);

    /// <summary>How long until it has held for the next of some times; infinite when it has for all of them, which are forgotten then.</summary>
    /// <param name="times">In ascending order.</param>
    public TimeSpan ToNext(IReadOnlyList<TimeSpan> times, TimeProvider clock)
    {
        if (!Holds || Age(clock) is not { } age)
        {
            return Timeout.InfiniteTimeSpan;
        }

        foreach (TimeSpan time in times)
        {
            if (time > age)
            {
                return time - age;
            }
        }

        _isOld = true;
        return Timeout.InfiniteTimeSpan;
    }
}

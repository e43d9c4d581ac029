namespace Musubi.Model.Policy.Filtering;

/// <summary>A range of numbers, or everything outside of it.</summary>
/// <param name="First">Included.</param>
/// <param name="Last">Included, not below the first.</param>
public sealed record NumberMatch(int First, int Last, bool Negated)
{
    /// <summary>The one number that it stands for, or null.</summary>
    public int? Single => First == Last && !Negated ? First : null;

    public bool Holds(int value) => (value >= First && value <= Last) != Negated;

    /// <summary>The ranges that it stands for, at most two, within 0 to <paramref name="most"/>; none when nothing is outside of it.</summary>
    public IEnumerable<(int First, int Last)> Ranges(int most)
    {
        if (!Negated)
        {
            yield return (First, Last);
            yield break;
        }

        if (First > 0)
        {
            yield return (0, First - 1);
        }

        if (Last < most)
        {
            yield return (Last + 1, most);
        }
    }

    /// <summary>Whatever this holds for, the other holds for.</summary>
    public bool IsWithin(NumberMatch other, int most) => Ranges(most).All(own => other.Ranges(most).Any(theirs => own.First >= theirs.First && own.Last <= theirs.Last));
}

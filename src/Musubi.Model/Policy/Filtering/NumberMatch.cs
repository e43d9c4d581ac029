namespace Musubi.Model.Policy.Filtering;

/// <summary>A range of numbers, or everything outside of it.</summary>
/// <param name="First">Included.</param>
/// <param name="Last">Included, not below the first.</param>
public sealed record NumberMatch(int First, int Last, bool Negated)
{
    /// <summary>The one number that it stands for, or null.</summary>
    public int? Single => First == Last && !Negated ? First : null;

    public bool Holds(int value) => (value >= First && value <= Last) != Negated;

    /// <summary>It holds for nothing from 0 to <paramref name="most"/>.</summary>
    public bool IsEmpty(int most) => Negated && First == 0 && Last >= most;

    /// <summary>Whatever this holds for from 0 to <paramref name="most"/>, the other holds for.</summary>
    public bool IsWithin(NumberMatch other, int most) => (Negated, other.Negated) switch
    {
        (false, false) => First >= other.First && Last <= other.Last,
        (false, true) => Last < other.First || First > other.Last,
        // What is below and what is above must both be in the other.
        (true, false) => (First == 0 || (other.First == 0 && First - 1 <= other.Last)) && (Last >= most || (other.Last >= most && Last + 1 >= other.First)),
        (true, true) => other.First >= First && other.Last <= Last,
    };
}

using System.Globalization;

namespace Musubi.Lab.Checks;

/// <summary>
/// How fast something is to be on a machine that has time for it. A check tells the figure beside it and insists on ten times as long: what other
/// work takes away from the processors is no fault of the switch, and what does not work at all takes longer than that or never comes.
/// </summary>
internal readonly record struct TimeTarget(double Seconds)
{
    public double Limit => Seconds * 10;

    public bool Allows(double seconds) => seconds < Limit;

    /// <summary>Such as "22 ms (target 100 ms)".</summary>
    public string Tell(double seconds) => string.Create(
        CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms ({(seconds < Seconds ? "target" : "over the target of")} {Seconds * 1000:0} ms)");
}

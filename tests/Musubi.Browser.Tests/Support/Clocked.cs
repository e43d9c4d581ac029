using System.Diagnostics;
using Musubi.Lab.Checks;

namespace Musubi.Browser.Tests.Support;

/// <summary>Says how long something took on the way from a cause to the page, and insists that it came.</summary>
internal static class Clocked
{
    /// <param name="target">On a machine that has time for it.</param>
    /// <param name="cause">Makes it happen.</param>
    /// <param name="effect">Ends when the page shows it.</param>
    /// <param name="what">For the test's output.</param>
    public static async Task WithinAsync(TimeTarget target, Func<Task> cause, Func<Task> effect, string what)
    {
        long start = Stopwatch.GetTimestamp();
        await cause();
        await effect();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {target.Tell(seconds)}");
        Assert.True(target.Allows(seconds), $"{what}: {target.Tell(seconds)}");
    }
}

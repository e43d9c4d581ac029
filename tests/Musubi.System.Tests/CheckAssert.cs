using Musubi.Lab.Checks;

namespace Musubi.SystemTests;

/// <summary>Makes a test of a check.</summary>
internal static class CheckAssert
{
    public static async Task HoldsAsync(Check check, ITestOutputHelper output)
    {
        CheckOutcome outcome = await check.RunAsync();
        output.WriteLine(outcome.Measured);
        Assert.True(outcome.Holds, outcome.Measured);
    }
}

using System.CommandLine;
using Microsoft.Playwright;
using Musubi.Lab;

namespace Musubi.Fleet.Commands;

/// <summary>The commands of musubi-fleet, as `./dev screenshots` and `./dev bench pages` pass them on.</summary>
internal static class FleetCommandLine
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = new("A controller with simulated hosts, and browsers that look at its pages.") { UpCommand.Create(), ScreenshotsCommand.Create(), BenchCommand.Create() };
        try
        {
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is LabException or IOException or PlaywrightException or HttpRequestException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"error: {failure.Message} {failure.InnerException?.Message} {failure.InnerException?.InnerException?.Message}".TrimEnd());
            return 1;
        }
    }
}

using System.CommandLine;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Musubi.Fleet.Fabrics;
using Musubi.Fleet.Pages;

namespace Musubi.Fleet.Commands;

/// <summary>screenshots: pictures of every page, of a datacenter with names as people give them.</summary>
internal static class ScreenshotsCommand
{
    /// <summary>It is among what the picture of a switch lights, and a port page shows its drops.</summary>
    private const string Shown = "tenant-hoshino-02";

    /// <summary>Readings that a sparkline has when pictures are taken.</summary>
    private const int Readings = 8;

    public static Command Create()
    {
        Option<DirectoryInfo> output = new("--out") { Description = "Folder of the pictures", DefaultValueFactory = _ => new DirectoryInfo("screenshots") };
        Option<int[]> widths = new("--widths") { Description = "Of the browser's window", DefaultValueFactory = _ => [1280, 1920], AllowMultipleArgumentsPerToken = true };
        Option<string> only = new("--only") { Description = "Only pictures whose names contain this", DefaultValueFactory = _ => "" };
        Command command = new("screenshots", "Take pictures of every page, light and dark") { output, widths, only };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(output)!, parsed.GetValue(widths)!, parsed.GetValue(only)!));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo output, int[] widths, string only)
    {
        output.Create();
        await using FleetFabric fabric = await FleetFabric.StartAsync(SampleDatacenter.Plan);
        await using Chromium browser = await Chromium.StartAsync();
        string kept = await WarmUpAsync(fabric, browser);
        IReadOnlyList<Scene> scenes = [.. (await ScenesAsync(fabric)).Where(scene => scene.Name.Contains(only, StringComparison.Ordinal))];
        foreach (int width in widths)
        {
            foreach (bool dark in new[] { false, true })
            {
                await TakeAsync(scenes, fabric, browser, kept, output, new VisitorOptions { Width = width, Height = width * 10 / 16, Dark = dark });
            }
        }

        Console.WriteLine($"{scenes.Count} pages are in {output}");
        return 0;
    }

    /// <summary>Signs in, and looks on until sparklines have something to show.</summary>
    private static async Task<string> WarmUpAsync(FleetFabric fabric, Chromium browser)
    {
        await using Visitor visitor = await Visitor.ArriveAsync(browser, fabric.Controller.Address);
        await visitor.SignInAsync("admin", fabric.Controller.Password);
        await visitor.Page.WaitForSelectorAsync("main#content h1");
        await visitor.OpenAsync($"ports/{await fabric.PortOfAsync("web-01")}");
        await visitor.Page.WaitForFunctionAsync(
            "least => document.querySelector('.spark polyline')?.getAttribute('points').split(' ').length >= least", Readings, new PageWaitForFunctionOptions { Timeout = 60_000 });
        return await visitor.KeepAsync();
    }

    private static async Task<IReadOnlyList<Scene>> ScenesAsync(FleetFabric fabric)
    {
        List<Scene> scenes = [];
        foreach (string template in PageRoutes.Templates.Where(template => template is not ("/sign-out" or "/not-found" or "/topology")))
        {
            scenes.Add(new Scene(PageRoutes.NameOf(template), await PageRoutes.AddressAsync(template, fabric.Api, Shown)));
        }

        string port = await fabric.PortOfAsync(Shown);
        scenes.RemoveAll(scene => scene.Name == "topology-one");
        scenes.Add(new Scene("topology", "topology", async visitor =>
        {
            await visitor.Page.Locator($"[data-key='port {port}']").FocusAsync();
            await visitor.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(visitor.Page.GetByTestId("path")).ToContainTextAsync(Shown);
            await visitor.Page.Mouse.MoveAsync(0, 0);
        }));
        scenes.Add(new Scene("change", $"ports/{await fabric.PortOfAsync("web-02")}", async visitor =>
        {
            await visitor.Page.GetByTestId("block").ClickAsync();
            await Assertions.Expect(visitor.Page.GetByTestId("change-apply")).ToBeEnabledAsync();
        }));
        return scenes;
    }

    private static async Task TakeAsync(IReadOnlyList<Scene> scenes, FleetFabric fabric, Chromium browser, string kept, DirectoryInfo output, VisitorOptions options)
    {
        await using Visitor visitor = await Visitor.ArriveAsync(browser, fabric.Controller.Address, options, kept);
        foreach (Scene scene in scenes)
        {
            if (scene.Name == "sign-in")
            {
                await using Visitor stranger = await Visitor.ArriveAsync(browser, fabric.Controller.Address, options);
                await stranger.OpenAsync(scene.Path);
                await ShootAsync(stranger, scene, output, options);
                continue;
            }

            await visitor.OpenAsync(scene.Path);
            // The newest events and counters come a moment after the page.
            await Assertions.Expect(visitor.Page.GetByTestId("revision")).ToHaveTextAsync(new Regex("[1-9]"));
            // A form has the controller's word before it is shown.
            await Assertions.Expect(visitor.Page.Locator("[data-state=checking]")).ToHaveCountAsync(0);
            await (scene.Prepare?.Invoke(visitor) ?? Task.CompletedTask);
            await ShootAsync(visitor, scene, output, options);
        }
    }

    private static async Task ShootAsync(Visitor visitor, Scene scene, DirectoryInfo output, VisitorOptions options)
    {
        await visitor.Page.EvaluateAsync("() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null)))");
        string size = options.Width == 1280 ? "" : $"-{options.Width}";
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(output.FullName, $"{scene.Name}{size}-{(options.Dark ? "dark" : "light")}.png"), Caret = ScreenshotCaret.Hide });
    }
}

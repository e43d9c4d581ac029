using System.Diagnostics;
using Microsoft.Playwright;
using Musubi.Fleet.Fabrics;

namespace Musubi.Fleet.Pages;

/// <summary>Measures the pages of a fabric as somebody before a browser has them: each figure to the moment at which the page shows it.</summary>
internal sealed class PageFigures(FleetFabric fabric, Chromium browser, string kept)
{
    /// <summary>Pages that are opened at once to see what one of them takes.</summary>
    private const int OpenPages = 20;

    /// <summary>Runs at each address of a table once its rows are there, of another page once its heading is.</summary>
    private const string IsShown = "() => document.querySelector('main h1')?.textContent && [...document.querySelectorAll('.table-scroll table.live')].every(table => table.querySelector('tbody td') || table.parentElement.querySelector('.table-empty'))";

    /// <summary>Milliseconds from the address being asked for, by a browser that has nothing of the pages yet but its session.</summary>
    public async Task<double> FirstLoadAsync(string path)
    {
        await using Visitor visitor = await ArriveAsync();
        long start = Stopwatch.GetTimestamp();
        await visitor.OpenAsync(path);
        await visitor.Page.WaitForFunctionAsync(IsShown);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Milliseconds from one page to another inside the browser: what the controller takes to make it, and the browser to draw it.</summary>
    public static Task<double> NavigateAsync(Visitor visitor, string path) =>
        // Its own clock, so that what the driver takes is not counted.
        visitor.Page.EvaluateAsync<double>(
            $$"""
            path => new Promise((resolve, reject) => {
              const isShown = {{IsShown}};
              const former = document.querySelector('main h1');
              const start = performance.now();
              const look = () => {
                if (document.querySelector('main h1') !== former && isShown()) { watch.disconnect(); resolve(performance.now() - start); }
              };
              const watch = new MutationObserver(look);
              watch.observe(document, { childList: true, subtree: true, characterData: true });
              setTimeout(() => reject(new Error(`${path} was not shown within 20 s`)), 20000);
              Blazor.navigateTo(path);
            })
            """, path);

    /// <summary>Milliseconds from before another client sends its change until an open page shows it.</summary>
    public async Task<double> ChangeAsync(Visitor visitor, string port, bool blocked)
    {
        long start = Stopwatch.GetTimestamp();
        await fabric.Api.PatchAsync($"/ports/{port}", new { policy = new { blocked } });
        await visitor.Page.WaitForFunctionAsync("word => document.querySelector('[data-testid=state]')?.textContent === word", blocked ? "blocked" : "running", new PageWaitForFunctionOptions { PollingInterval = 5 });
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Bytes that the controller's memory grows by with each page, measured over several that stay open.</summary>
    public async Task<double> MemoryAsync(string path)
    {
        List<Visitor> visitors = [];
        try
        {
            await SettleAsync();
            long before = fabric.Controller.ReadMemory();
            for (int page = 0; page < OpenPages; page++)
            {
                Visitor visitor = await ArriveAsync();
                visitors.Add(visitor);
                await visitor.OpenAsync(path);
                await visitor.Page.WaitForFunctionAsync(IsShown);
            }

            await SettleAsync();
            return (double)(fabric.Controller.ReadMemory() - before) / OpenPages;
        }
        finally
        {
            await Task.WhenAll(visitors.Select(async visitor => await visitor.DisposeAsync()));
        }
    }

    /// <summary>Processor time of the controller in percent of one processor, over some seconds.</summary>
    public static async Task<double> LoadAsync(FleetFabric fabric, TimeSpan span)
    {
        using Process process = Process.GetProcessById(fabric.Controller.Id);
        (TimeSpan used, long start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(span);
        process.Refresh();
        return 100 * (process.TotalProcessorTime - used).TotalSeconds / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public Task<Visitor> ArriveAsync() => Visitor.ArriveAsync(browser, fabric.Controller.Address, null, kept);

    /// <summary>Some views of the fabric, and the collections that they bring.</summary>
    private static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(5));
}

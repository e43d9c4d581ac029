using System.CommandLine;
using System.Globalization;
using System.Text;
using Musubi.Fleet.Fabrics;
using Musubi.Fleet.Pages;

namespace Musubi.Fleet.Commands;

/// <summary>bench: figures of the pages at two sizes of fabric, as a table in Markdown.</summary>
internal static class BenchCommand
{
    /// <summary>Hosts, and VMs on each.</summary>
    private static readonly (int Hosts, int Vms)[] Sizes = [(3, 20), (500, 20)];

    private static readonly string[] Measured = [.. PageRoutes.Templates.Where(template => template is not ("/sign-in" or "/sign-out" or "/not-found"))];

    private static readonly TimeSpan LoadSpan = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        Option<FileInfo> output = new("--out") { Description = "File of the table", DefaultValueFactory = _ => new FileInfo("pages.md") };
        Option<int> rounds = new("--rounds") { Description = "How often each figure is taken", DefaultValueFactory = _ => 5 };
        Option<int> hosts = new("--hosts") { Description = "Only this many hosts; 0: 3 and 500", DefaultValueFactory = _ => 0 };
        Command command = new("bench", "Measure the pages with few hosts and with many") { output, rounds, hosts };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(output)!, parsed.GetValue(rounds), parsed.GetValue(hosts)));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo output, int rounds, int only)
    {
        List<FigureColumn> columns = [];
        await using Chromium browser = await Chromium.StartAsync();
        foreach ((int hosts, int vms) in only == 0 ? Sizes : [(only, 20)])
        {
            columns.Add(new FigureColumn(string.Create(CultureInfo.InvariantCulture, $"{hosts} hosts, {hosts * vms:N0} ports in use"), await MeasureAsync(browser, FabricPlan.Of(hosts, vms), rounds)));
        }

        string table = TableOf(columns);
        await File.WriteAllTextAsync(output.FullName, table);
        Console.WriteLine(table);
        return 0;
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Chromium browser, FabricPlan plan, int rounds)
    {
        await using FleetFabric fabric = await FleetFabric.StartAsync(plan);
        // Before anybody looks.
        double idle = await PageFigures.LoadAsync(fabric, LoadSpan);
        PageFigures figures = new(fabric, browser, await SignInAsync(fabric, browser));
        string vm = plan.Vms[0].Name;
        string port = await fabric.PortOfAsync(vm);
        FigureLog rows = [];

        rows.Add(new Figure("the controller's processor time without a page open, %", [idle]));

        // The first of all compiles what the others run.
        await figures.FirstLoadAsync("ports");
        rows.Add(new Figure("first load of `/`, ms", await TakeAsync(rounds, () => figures.FirstLoadAsync(""))));
        rows.Add(new Figure("first load of `/ports`, ms", await TakeAsync(rounds, () => figures.FirstLoadAsync("ports"))));
        await using Visitor visitor = await figures.ArriveAsync();
        await visitor.OpenAsync($"ports/{port}");
        rows.Add(new Figure("and with one open, %", [await PageFigures.LoadAsync(fabric, LoadSpan)]));
        bool blocked = false;
        rows.Add(new Figure("from a change by another client to the page, ms", await TakeAsync(4 * rounds, () => figures.ChangeAsync(visitor, port, blocked = !blocked))));
        // Once each, so that what is measured is what a controller does that has run for a while.
        await VisitAllAsync(fabric, visitor, vm);
        foreach (string template in Measured)
        {
            string path = await PageRoutes.AddressAsync(template, fabric.Api, vm);
            rows.Add(new Figure($"page `{template.Replace(":guid", "", StringComparison.Ordinal)}` to be shown, ms", await TakeAsync(rounds, async () =>
            {
                await PageFigures.NavigateAsync(visitor, Elsewhere(template));
                return await PageFigures.NavigateAsync(visitor, path);
            })));
        }

        rows.Add(new Figure("memory for each open `/ports`, MB", [await figures.MemoryAsync("ports") / 1e6]));
        rows.Add(new Figure("memory for each open `/`, MB", [await figures.MemoryAsync("") / 1e6]));
        rows.Add(new Figure("the controller's memory in the end, MB", [fabric.Controller.ReadMemory() / 1e6]));
        return rows;
    }

    private static async Task VisitAllAsync(FleetFabric fabric, Visitor visitor, string vm)
    {
        foreach (string template in Measured)
        {
            await PageFigures.NavigateAsync(visitor, Elsewhere(template));
            await PageFigures.NavigateAsync(visitor, await PageRoutes.AddressAsync(template, fabric.Api, vm));
        }
    }

    /// <summary>A page from which to come, and which is not the one that was measured before.</summary>
    private static string Elsewhere(string template) => template is "/" or "/events" ? "/switches" : template is "/hosts" ? "/vms" : "/events";

    private static async Task<string> SignInAsync(FleetFabric fabric, Chromium browser)
    {
        await using Visitor visitor = await Visitor.ArriveAsync(browser, fabric.Controller.Address);
        await visitor.SignInAsync("admin", fabric.Controller.Password);
        await visitor.Page.WaitForSelectorAsync("main#content h1");
        return await visitor.KeepAsync();
    }

    private static async Task<IReadOnlyList<double>> TakeAsync(int rounds, Func<Task<double>> figure)
    {
        List<double> values = [];
        for (int round = 0; round < rounds; round++)
        {
            values.Add(await figure());
        }

        return values;
    }

    private static string TableOf(List<FigureColumn> columns)
    {
        StringBuilder text = new();
        text.Append("| | ").AppendJoin(" | ", columns.Select(column => column.Size)).Append(" |\n|---|").Append(string.Concat(columns.Select(_ => "---|"))).Append('\n');
        for (int row = 0; row < columns[0].Figures.Count; row++)
        {
            text.Append("| ").Append(columns[0].Figures[row].What).Append(" | ").AppendJoin(" | ", columns.Select(column => Cell(column.Figures[row].Values))).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>Median, and least and most in brackets.</summary>
    private static string Cell(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 1 ? Number(sorted[0]) : $"{Number(sorted[sorted.Length / 2])} ({Number(sorted[0])}–{Number(sorted[^1])})";
    }

    private static string Number(double value) => value.ToString(value >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture);
}

using System.CommandLine;
using Musubi.Bench.Cases;
using Musubi.Bench.Load;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;

namespace Musubi.Bench;

/// <summary>musubi-bench: one command for each measurement. `./dev bench` gives it what it needs.</summary>
internal static class BenchCommandLine
{
    private static readonly Option<int> Rounds = new("--rounds") { Description = "How often all is measured, peers taking turns", DefaultValueFactory = _ => 5, Recursive = true };
    private static readonly Option<string> Rows = new("--out") { Description = "File of rows to append to", DefaultValueFactory = _ => "rows.csv", Recursive = true };
    private static readonly Option<string> Program = new("--musubi") { Description = "The published musubi-switch", DefaultValueFactory = _ => "musubi-switch", Recursive = true };
    private static readonly Option<string> Ovs = new("--ovs") { Description = "Folder where Open vSwitch's packages are unpacked", DefaultValueFactory = _ => "", Recursive = true };
    private static readonly Option<string[]> Names = new("--peers") { Description = "Switches to measure", DefaultValueFactory = _ => [.. PeerFactory.Names], AllowMultipleArgumentsPerToken = true, Recursive = true };

    public static int Run(string[] arguments)
    {
        RootCommand root = new("Measures Musubi's data plane beside its peers") { Rounds, Rows, Program, Ovs, Names };
        root.Add(Throughput());
        root.Add(Flows());
        root.Add(Latency());
        root.Add(Uplinks());
        root.Add(Failover());
        root.Add(Plans());
        root.Add(Tables());
        try
        {
            return root.Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (BenchException failure)
        {
            Console.Error.WriteLine($"error: {failure.Message}");
            return 1;
        }
    }

    private static Command Throughput()
    {
        Option<int[]> sizes = new("--sizes") { Description = "Bytes of a frame", DefaultValueFactory = _ => [.. ThroughputCase.FrameSizes], AllowMultipleArgumentsPerToken = true };
        Option<string[]> layouts = new("--layouts") { Description = "Virtio queues of the load", DefaultValueFactory = _ => [.. QueueLayout.All.Select(one => one.Name)], AllowMultipleArgumentsPerToken = true };
        Command command = new("throughput", "B1 and B2: as many frames as testpmd gets back, and the busy time for each") { sizes, layouts };
        command.SetAction(parsed => Measure(parsed, (peers, rows) => new ThroughputCase(peers, rows).Run(
            parsed.GetValue(Rounds),
            parsed.GetValue(sizes)!,
            [.. QueueLayout.All.Where(one => parsed.GetValue(layouts)!.Contains(one.Name))],
            parsed.GetValue(Names)!)));
        return command;
    }

    private static Command Flows()
    {
        Option<int[]> sizes = new("--sizes") { Description = "Bytes of a frame", DefaultValueFactory = _ => [64], AllowMultipleArgumentsPerToken = true };
        Option<int[]> flows = new("--flows") { Description = "Sets of flows to one MAC", DefaultValueFactory = _ => [.. FlowsCase.Flows], AllowMultipleArgumentsPerToken = true };
        Option<int[]> macs = new("--macs") { Description = "Sets of MACs that the switch knows", DefaultValueFactory = _ => [.. FlowsCase.Macs], AllowMultipleArgumentsPerToken = true };
        Command command = new("flows", "B3: one way, with many flows and many MACs") { sizes, flows, macs };
        command.SetAction(parsed => Measure(parsed, (peers, rows) => new FlowsCase(peers, rows).Run(
            parsed.GetValue(Rounds),
            parsed.GetValue(sizes)!,
            [.. parsed.GetValue(flows)!.Select(count => (count, 1)), .. parsed.GetValue(macs)!.Select(count => (1, count))],
            parsed.GetValue(Names)!)));
        return command;
    }

    private static Command Latency()
    {
        Option<double[]> rates = new("--rates") { Description = "Million frames in a second", DefaultValueFactory = _ => [.. LatencyCase.Rates], AllowMultipleArgumentsPerToken = true };
        Command command = new("latency", "B4: how long frames are under way at set rates, and after idleness") { rates };
        command.SetAction(parsed => Measure(parsed, (peers, rows) => new LatencyCase(peers, rows).Run(parsed.GetValue(Rounds), parsed.GetValue(rates)!, parsed.GetValue(Names)!)));
        return command;
    }

    private static Command Uplinks()
    {
        Command command = new("uplinks", "B5: from guest to guest through two switches whose uplinks a veth pair joins");
        command.SetAction(parsed => Measure(parsed, (peers, rows) => new UplinkCase(peers, rows).Run(parsed.GetValue(Rounds))));
        return command;
    }

    private static Command Failover()
    {
        Command command = new("failover", "B9: frames lost when an uplink fails and when it comes back");
        command.SetAction(parsed =>
        {
            using RowFile rows = new(parsed.GetValue(Rows)!);
            new FailoverCase(parsed.GetValue(Program)!, parsed.GetValue(Ovs)!, rows).Run(parsed.GetValue(Rounds));
        });
        return command;
    }

    private static Command Plans()
    {
        Command command = new("plan", "B10: how long the largest plan takes until every worker runs it");
        command.SetAction(parsed =>
        {
            using RowFile rows = new(parsed.GetValue(Rows)!);
            new PlanCase(parsed.GetValue(Program)!, rows).Run(parsed.GetValue(Rounds));
        });
        return command;
    }

    private static Command Tables()
    {
        Argument<FileInfo> rows = new("rows") { Description = "File of rows" };
        Command command = new("tables", "Writes the rows of a run as tables: medians, spread and ratios") { rows };
        command.SetAction(parsed => Console.Write(MarkdownReport.Write(RowFile.Read(parsed.GetValue(rows)!.FullName))));
        return command;
    }

    private static void Measure(ParseResult parsed, Action<PeerFactory, RowFile> measure)
    {
        string folder = Directory.CreateTempSubdirectory("musubi-bench-").FullName;
        try
        {
            using HugePages pages = new(1024);
            using RowFile rows = new(parsed.GetValue(Rows)!);
            measure(new PeerFactory(parsed.GetValue(Program)!, parsed.GetValue(Ovs)!, folder), rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Musubi.Bench.Stages;

// musubi-bench-stages ROWS [BENCH…]: measures in this process, all or what is named, and appends rows to a file: bench,peer,case,round,value,unit.
Type[] benches = [typeof(StageBench), typeof(RuleBench), typeof(GuardBench), typeof(PolicyBench)];
if (args is not [string path, .. string[] wanted] || wanted.Except(benches.Select(bench => bench.Name)).Any())
{
    Console.Error.WriteLine($"usage: musubi-bench-stages ROWS [{string.Join('|', benches.Select(bench => bench.Name))}]…");
    return 2;
}

string work = Directory.CreateTempSubdirectory("musubi-stages-").FullName;
ManualConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(5))
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .WithArtifactsPath(work);
Summary[] summaries = [.. benches.Where(bench => wanted.Length == 0 || wanted.Contains(bench.Name)).Select(bench => BenchmarkRunner.Run(bench, config))];
Directory.Delete(work, recursive: true);
List<string> rows = [];
foreach (BenchmarkReport report in summaries.SelectMany(summary => summary.Reports))
{
    ParameterInstance parameter = report.BenchmarkCase.Parameters.Items.Single();
    string what = $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} " + parameter.Name switch
    {
        nameof(StageBench.FrameBytes) => $"{parameter.Value} B",
        nameof(PolicyBench.Policy) => $"with {parameter.Value}",
        _ => $"{parameter.Value} {parameter.Name.ToLowerInvariant()}",
    };
    int round = 0;
    rows.AddRange(report.AllMeasurements.Where(one => one.IterationMode == BenchmarkDotNet.Engines.IterationMode.Workload && one.IterationStage == BenchmarkDotNet.Engines.IterationStage.Result)
        .Select(one => string.Create(CultureInfo.InvariantCulture, $"B8,musubi,{what},{++round},{one.GetAverageTime().Nanoseconds:G6},ns")));
    rows.Add(string.Create(CultureInfo.InvariantCulture, $"B8,musubi,{what},1,{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? -1},bytes allocated"));
}

File.AppendAllLines(path, rows);
return rows.Count > 0 ? 0 : 1;

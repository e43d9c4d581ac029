using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Musubi.Bench.Stages;

// musubi-bench-stages ROWS: measures each stage in this process and appends rows to a file: bench,peer,case,round,value,unit.
if (args is not [string path])
{
    Console.Error.WriteLine("usage: musubi-bench-stages ROWS");
    return 2;
}

string work = Directory.CreateTempSubdirectory("musubi-stages-").FullName;
ManualConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(5))
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .WithArtifactsPath(work);
Summary[] summaries = [BenchmarkRunner.Run<StageBench>(config), BenchmarkRunner.Run<RuleBench>(config)];
Directory.Delete(work, recursive: true);
List<string> rows = [];
foreach (BenchmarkReport report in summaries.SelectMany(summary => summary.Reports))
{
    string what = report.BenchmarkCase.Parameters["FrameBytes"] is { } bytes
        ? $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} {bytes} B"
        : $"{report.BenchmarkCase.Descriptor.WorkloadMethod.Name} {report.BenchmarkCase.Parameters["Rules"]} rules";
    int round = 0;
    rows.AddRange(report.AllMeasurements.Where(one => one.IterationMode == BenchmarkDotNet.Engines.IterationMode.Workload && one.IterationStage == BenchmarkDotNet.Engines.IterationStage.Result)
        .Select(one => string.Create(CultureInfo.InvariantCulture, $"B8,musubi,{what},{++round},{one.GetAverageTime().Nanoseconds:G6},ns")));
    rows.Add(string.Create(CultureInfo.InvariantCulture, $"B8,musubi,{what},1,{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? -1},bytes allocated"));
}

File.AppendAllLines(path, rows);
return rows.Count > 0 ? 0 : 1;

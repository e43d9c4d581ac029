using Musubi.Bench;

return BenchCommandLine.Run(args);

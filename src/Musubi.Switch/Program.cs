using Musubi.Io.Threading;
using Musubi.Switch.Control;

if (args is ["--version"])
{
    Console.WriteLine(SwitchProgram.Version);
    return 0;
}

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(Options.Usage);
    return 0;
}

if (Options.Parse(args, ThreadPlacement.AllowedProcessors(), out IReadOnlyList<string> errors) is { } options)
{
    return SwitchProgram.Run(options, TimeProvider.System);
}

foreach (string error in errors)
{
    Console.Error.WriteLine($"musubi-switch: {error}");
}

Console.Error.WriteLine(Options.Usage);
return 2;

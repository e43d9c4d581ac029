using Musubi.Cli;
using Musubi.Cli.CommandLine;

// A name from the fabric may be in any script; the terminal gets UTF-8 whatever the locale says.
using StreamReader input = new(Console.OpenStandardInput());
using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = false };
using StreamWriter error = new(Console.OpenStandardError()) { AutoFlush = true };
using CancellationTokenSource interrupt = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupt.Cancel();
};
Surroundings surroundings = new()
{
    In = input,
    Out = output,
    Error = error,
    Colours = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "" && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
    Variable = Environment.GetEnvironmentVariable,
    Home = Environment.GetEnvironmentVariable("HOME"),
};
try
{
    return (int)await MusubiCommandLine.RunAsync(args, surroundings, interrupt.Token).ConfigureAwait(false);
}
catch (IOException)
{
    // The reader of our output went away, such as `head`.
    return (int)ExitCode.Failure;
}

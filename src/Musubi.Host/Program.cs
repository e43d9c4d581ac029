using Musubi.Host;
using Musubi.Host.Edge;
using Musubi.Host.State;

AgentOptions options;
try
{
    options = AgentOptions.Parse(args, Environment.MachineName);
}
catch (FormatException problem)
{
    Console.Error.WriteLine($"musubi-host: {problem.Message}\n{AgentOptions.Usage}");
    return 2;
}

try
{
    using HostLocks locks = HostLocks.Take(options);
    await HostServer.RunAsync(options).ConfigureAwait(false);
    return 0;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or StateCorruptException)
{
    Console.Error.WriteLine($"musubi-host: {problem.Message}");
    return 1;
}

using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;

namespace Musubi.Host.Edge;

/// <summary>Wakes the agent soon after a virtual machine that is waited for has made its vhost-user socket.</summary>
internal sealed class MonitorWatch(AgentLoop loop, AgentCore core, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                if (core.View.AwaitedSockets.Any(Path.Exists))
                {
                    loop.TryPost(new Tick(Deep: false));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }
}

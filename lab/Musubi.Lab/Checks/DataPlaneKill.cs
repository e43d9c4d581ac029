using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>A data plane that is killed under a ping.</summary>
internal static class DataPlaneKill
{
    /// <summary>Kills (SIGKILL), and waits until pings have been answered steadily for a while.</summary>
    /// <returns>Seconds from the kill to the first reply that the new process carried; endless when none came.</returns>
    /// <exception cref="LabException">The process was not started again.</exception>
    public static async Task<double> OnceAsync(Datacenter lab, int host, PingStream ping)
    {
        string name = Services.SwitchOf(host);
        ProcessStatus before = await lab.Processes.StatusAsync(name);
        double kill = PingStream.Now;
        before.Identity.Kill();
        bool restarted = await Wait.UntilAsync(
            async () => await lab.Processes.StatusAsync(name) is { Runs: true } after && after.Identity != before.Identity, TimeSpan.FromSeconds(30));
        if (!restarted)
        {
            throw new LabException($"{name} was not started again");
        }

        // Replies that were under way at the kill still arrive; the first after the gap that began then is the new process's.
        await ping.RepliesAfterAsync(kill + 1.5, TimeSpan.FromSeconds(30));
        return ping.LongestGap(kill - 0.1, kill + 0.1).End - kill;
    }
}

using Musubi.Host.Agent;
using Musubi.Model.Config;
using Musubi.Model.Inventory;

namespace Musubi.Host.Edge;

/// <summary>Keeps one <see cref="QmpSession"/> for each connected vNIC whose QEMU can be asked for the guest's MAC.</summary>
internal sealed class QmpWatcher(AgentLoop loop, AgentCore core, TimeProvider clock)
{
    /// <summary>Sessions at once; more vNICs than that are treated like those that nobody tells about.</summary>
    private const int MaxSessions = 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<QmpTarget, (CancellationTokenSource Stop, Task Session)> _sessions = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(Interval, clock);
        try
        {
            do
            {
                HashSet<QmpTarget> wanted = [.. Wanted(core.View.Inventory).Take(MaxSessions)];
                foreach (QmpTarget target in _sessions.Keys.Where(target => !wanted.Contains(target) || _sessions[target].Session.IsCompleted).ToArray())
                {
                    await EndAsync(target).ConfigureAwait(false);
                }

                foreach (QmpTarget target in wanted.Where(target => !_sessions.ContainsKey(target)))
                {
                    CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
                    _sessions.Add(target, (ending, new QmpSession(loop, target, clock).RunAsync(ending.Token)));
                }
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            foreach (QmpTarget target in _sessions.Keys.ToArray())
            {
                await EndAsync(target).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<QmpTarget> Wanted(InventorySnapshot inventory) => inventory.Ports.Values
        .Where(port => port.Connection?.Attachment is TapAttachment { QmpSocket: not null })
        .Select(port => new QmpTarget(port.Id, port.Connection!.Vnic, ((TapAttachment)port.Connection.Attachment).QmpSocket!));

    private async Task EndAsync(QmpTarget target)
    {
        _sessions.Remove(target, out (CancellationTokenSource Stop, Task Session) entry);
        await entry.Stop.CancelAsync().ConfigureAwait(false);
        await entry.Session.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        entry.Stop.Dispose();
    }
}

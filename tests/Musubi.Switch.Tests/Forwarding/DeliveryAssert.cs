using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Who got a frame, and what was dropped where: all of it, so that nothing goes unnoticed.</summary>
internal static class DeliveryAssert
{
    /// <summary>Sends one frame into a port and checks that exactly the ports named got it, each once.</summary>
    public static void ReceivedBy(PipelineBench bench, int source, TestFrame frame, params int[] ports)
    {
        Forget(bench);
        bench.Receive(source, [frame]);
        Assert.Equal(ports.Order(), Enumerable.Range(0, bench.Ports.Length).SelectMany(port => bench.Ports[port].Offered.Select(_ => port)));
    }

    /// <summary>Sends one frame into a port and checks that nobody got it, and that one drop was counted: there and for that reason.</summary>
    public static void Dropped(PipelineBench bench, int source, TestFrame frame, DropReason reason, int? countedAt = null)
    {
        Dictionary<(int, DropReason), long> before = Drops(bench);
        ReceivedBy(bench, source, frame);
        (int, DropReason)[] changed = [.. Drops(bench).Where(after => after.Value != before[after.Key]).Select(after => after.Key)];
        Assert.Equal([(countedAt ?? source, reason)], changed);
        Assert.Equal(before[changed[0]] + 1, Drops(bench)[changed[0]]);
    }

    public static void Forget(PipelineBench bench)
    {
        foreach (MemoryPort port in bench.Ports)
        {
            port.Offered.Clear();
        }
    }

    private static Dictionary<(int Port, DropReason Reason), long> Drops(PipelineBench bench) =>
        Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None)
            .SelectMany(reason => Enumerable.Range(0, bench.Ports.Length).Select(port => (port, reason)))
            .ToDictionary(key => key, key => bench.Drops(key.port, key.reason));
}

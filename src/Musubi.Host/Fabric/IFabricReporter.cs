using Musubi.Contracts.Fabric;

namespace Musubi.Host.Fabric;

/// <summary>What the agent tells the controller. Never waits: without a stream, or with a full queue, the message is dropped
/// and counted, because the next connection begins with everything anew. Any thread.</summary>
public interface IFabricReporter
{
    void Report(HostMessage message);
}

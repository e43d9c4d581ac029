using Musubi.Contracts.Plan;
using Musubi.Io.Native;

namespace Musubi.Host.SwitchLink;

/// <summary>The way to the data plane. Sending never waits long: a peer that does not read ends the connection.</summary>
public interface ISwitchLink
{
    /// <summary>False when there is no connection or it just broke; the agent hears of that by a message.</summary>
    bool Send(AgentMessage message, IReadOnlyList<FileDescriptor> descriptors);
}

using Musubi.Contracts.Plan;
using Musubi.Host.SwitchLink;
using Musubi.Io.Native;

namespace Musubi.Host.Tests.Agent;

/// <summary>A data plane that remembers what it was told and does nothing.</summary>
internal sealed class RecordingSwitch : ISwitchLink
{
    public List<AgentMessage> Messages { get; } = [];

    public IEnumerable<SwitchPlan> Plans => Messages.Where(message => message.BodyCase == AgentMessage.BodyOneofCase.Plan).Select(message => message.Plan);

    public IEnumerable<DescriptorLabel> Offered => Messages.Where(message => message.BodyCase == AgentMessage.BodyOneofCase.Offer).SelectMany(message => message.Offer.Labels);

    public bool Send(AgentMessage message, IReadOnlyList<FileDescriptor> descriptors)
    {
        Messages.Add(message.Clone());
        return true;
    }
}

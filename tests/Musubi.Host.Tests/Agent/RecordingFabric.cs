using Musubi.Contracts.Fabric;
using Musubi.Host.Fabric;

namespace Musubi.Host.Tests.Agent;

/// <summary>A controller that listens.</summary>
internal sealed class RecordingFabric : IFabricReporter
{
    public List<HostMessage> Messages { get; } = [];

    public IEnumerable<Acknowledgement> Acknowledgements =>
        Messages.Where(message => message.BodyCase == HostMessage.BodyOneofCase.Acknowledgement).Select(message => message.Acknowledgement);

    public void Report(HostMessage message) => Messages.Add(message.Clone());
}

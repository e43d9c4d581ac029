using System.Text.Json.Nodes;
using Musubi.Model;

namespace Musubi.Cli.Libvirt;

/// <summary>An interface of a libvirt domain that its metadata gives to a port group.</summary>
/// <param name="Name">The vNIC's name within its VM.</param>
/// <param name="PortGroup">The port group that it is to be connected to.</param>
/// <param name="Mac">As the interface has it.</param>
/// <param name="IsTap">A TAP that QEMU opens; else memory that QEMU shares.</param>
/// <param name="Place">Name of the TAP, or path of the vhost-user socket.</param>
/// <param name="Listener">Who listens at the socket: qemu or switch.</param>
/// <param name="QueuePairs">Most queue pairs that the guest may use.</param>
internal sealed record DomainNic(string Name, string PortGroup, MacAddress Mac, bool IsTap, string Place, string Listener = "qemu", int QueuePairs = 1)
{
    /// <summary>As the REST interface takes it.</summary>
    public JsonObject Attachment() => IsTap
        ? new JsonObject { ["type"] = "tap", ["interface"] = Place }
        : new JsonObject { ["type"] = "vhostUser", ["socket"] = Place, ["listener"] = Listener, ["queuePairs"] = QueuePairs };
}

using Musubi.Model.Config;

namespace Musubi.Host.Plan;

/// <summary>How a connected port reaches its NIC now.</summary>
/// <param name="PacketInterface">Index of the TAP whose host side the switch reads; 0 for a TAP's device side.</param>
/// <param name="PacketName">That TAP's name.</param>
/// <param name="VhostUser">The guest's queues are in shared memory.</param>
public sealed record AttachedPort(int PacketInterface, string PacketName, VhostUserAttachment? VhostUser = null)
{
    public static AttachedPort TapDevice { get; } = new(0, "");

    public static AttachedPort Vhost(VhostUserAttachment settings) => new(0, "", settings);
}

using System.Text.Json.Serialization;

namespace Musubi.Model.Config;

/// <summary>Who listens at a vhost-user socket; the other side connects, and again after a restart.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VhostUserListener>))]
public enum VhostUserListener
{
    /// <summary>The virtual machine monitor. What QEMU wants whose client side cannot reconnect quickly.</summary>
    [JsonStringEnumMemberName("qemu")]
    Qemu,

    /// <summary>The switch.</summary>
    [JsonStringEnumMemberName("switch")]
    Switch,
}

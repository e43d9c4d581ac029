namespace Musubi.Host.Edge;

/// <summary>A vNIC and the QEMU that has it.</summary>
/// <param name="Vnic">Where QEMU has several NICs, the one whose device id is this name is meant.</param>
/// <param name="Socket">Path of the QMP socket.</param>
internal sealed record QmpTarget(Guid PortId, string Vnic, string Socket);

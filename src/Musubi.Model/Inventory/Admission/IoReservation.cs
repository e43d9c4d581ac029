using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Admission;

/// <summary>What a vNIC has reserved on a host.</summary>
/// <param name="Port">Its port.</param>
/// <param name="Group">Its port group.</param>
/// <param name="Connection">On the host that it is on, or on its way to.</param>
/// <param name="BitsPerSecond">More than 0.</param>
internal sealed record IoReservation(PortConfig Port, PortGroupConfig Group, ConnectionConfig Connection, long BitsPerSecond)
{
    public string Who => $"{Connection.Vm} {Connection.Vnic}";
}

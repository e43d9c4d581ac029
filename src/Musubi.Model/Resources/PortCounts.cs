using Musubi.Model.Config;

namespace Musubi.Model.Resources;

/// <summary>How many ports each port group has, and how many are connected there and on each host.</summary>
internal sealed class PortCounts
{
    private readonly Dictionary<Guid, (int All, int Connected)> _groups = [];
    private readonly Dictionary<Guid, int> _hosts = [];

    public PortCounts(IEnumerable<PortConfig> ports)
    {
        foreach (PortConfig port in ports)
        {
            (int all, int connected) = Of(port.PortGroupId);
            _groups[port.PortGroupId] = (all + 1, port.Connection is null ? connected : connected + 1);
            if (port.Connection is { } connection)
            {
                _hosts[connection.HostId] = OnHost(connection.HostId) + 1;
            }
        }
    }

    public (int All, int Connected) Of(Guid portGroup) => _groups.GetValueOrDefault(portGroup);

    public int OnHost(Guid host) => _hosts.GetValueOrDefault(host);
}

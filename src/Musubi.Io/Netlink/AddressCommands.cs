namespace Musubi.Io.Netlink;

/// <summary>IP addresses of interfaces. Any thread. A refusal is a <see cref="NetlinkException"/>.</summary>
public sealed class AddressCommands
{
    private const ushort Change = NetlinkChannel.Request | NetlinkChannel.Acknowledge;
    private const ushort CreateNew = Change | 0x400 | 0x200;

    private readonly NetlinkChannel _channel;

    internal AddressCommands(NetlinkChannel channel) => _channel = channel;

    /// <summary>Of all interfaces, IPv4 and IPv6.</summary>
    public IReadOnlyList<AddressInfo> List()
    {
        NetlinkRequest request = new("list addresses", AddressMessages.Get, NetlinkChannel.Request | NetlinkChannel.Dump);
        List<AddressInfo> addresses = [];
        _channel.Query(AddressMessages.Everything(request), addresses.Clear, (in NetlinkMessage message) =>
        {
            if (AddressMessages.Read(message) is AddressInfo address)
            {
                addresses.Add(address);
            }
        });
        return addresses;
    }

    public IReadOnlyList<AddressInfo> List(int interfaceIndex) => [.. List().Where(address => address.InterfaceIndex == interfaceIndex)];

    /// <exception cref="NetlinkException">Exists: it is there already.</exception>
    public void Add(AddressInfo address) =>
        _channel.Execute(AddressMessages.Describe(new NetlinkRequest($"add address {address}", AddressMessages.New, CreateNew), address));

    /// <exception cref="NetlinkException">AddressNotAvailable: it is not there.</exception>
    public void Delete(AddressInfo address) =>
        _channel.Execute(AddressMessages.Describe(new NetlinkRequest($"delete address {address}", AddressMessages.Delete, Change), address));
}

using Musubi.Io.Namespaces;
using Musubi.Io.Native;

namespace Musubi.Io.Netlink;

/// <summary>Interfaces: reading and changing them. Any thread. A refusal is a <see cref="NetlinkException"/>; NoDevice when the interface is gone.</summary>
public sealed class LinkCommands
{
    private const ushort Change = NetlinkChannel.Request | NetlinkChannel.Acknowledge;
    private const ushort CreateNew = Change | 0x400 | 0x200;

    private readonly NetlinkChannel _channel;

    internal LinkCommands(NetlinkChannel channel) => _channel = channel;

    public IReadOnlyList<LinkInfo> List()
    {
        NetlinkRequest request = new("list links", LinkMessages.Get, NetlinkChannel.Request | NetlinkChannel.Dump);
        LinkMessages.Header(request, 0, LinkFlags.None, LinkFlags.None).Attribute(LinkMessages.ExtensionMask, LinkMessages.SkipStatistics);
        return Query(request);
    }

    /// <summary>Null when there is none of that name.</summary>
    public LinkInfo? Find(string name)
    {
        NetlinkRequest request = new($"find link {name}", LinkMessages.Get, NetlinkChannel.Request | NetlinkChannel.Acknowledge);
        LinkMessages.Header(request, 0, LinkFlags.None, LinkFlags.None);
        return FindBy(request.Attribute(LinkMessages.ExtensionMask, LinkMessages.SkipStatistics).Attribute(LinkMessages.Name, InterfaceName.Check(name)));
    }

    /// <summary>Null when there is none of that index.</summary>
    public LinkInfo? Find(int index)
    {
        NetlinkRequest request = new($"find link {index}", LinkMessages.Get, NetlinkChannel.Request | NetlinkChannel.Acknowledge);
        LinkMessages.Header(request, index, LinkFlags.None, LinkFlags.None);
        return FindBy(request.Attribute(LinkMessages.ExtensionMask, LinkMessages.SkipStatistics));
    }

    public void SetUp(int index, bool up) => SetFlag(index, LinkFlags.Up, up);

    public void SetPromiscuous(int index, bool promiscuous) => SetFlag(index, LinkFlags.Promiscuous, promiscuous);

    /// <param name="mtu">Bytes of payload; the driver knows its bounds.</param>
    public void SetMtu(int index, int mtu) => _channel.Execute(Changing("set mtu of", index).Attribute(LinkMessages.Mtu, (uint)mtu));

    public void SetAddress(int index, HardwareAddress address) =>
        _channel.Execute(Changing("set address of", index).Attribute(LinkMessages.Address, address.ToBytes()));

    /// <summary>Most drivers want the interface down for it before Linux 6.2.</summary>
    public void Rename(int index, string name) =>
        _channel.Execute(Changing("rename", index).Attribute(LinkMessages.Name, InterfaceName.Check(name)));

    /// <summary>Moves the interface; it arrives down, and its index may be another there.</summary>
    /// <param name="name">Its name there; null keeps the present one.</param>
    public void MoveTo(int index, NetworkNamespace target, string? name = null)
    {
        NetlinkRequest request = Changing("move to another namespace", index).Attribute(LinkMessages.NamespaceDescriptor, (uint)target.Descriptor);
        if (name is not null)
        {
            request.Attribute(LinkMessages.Name, InterfaceName.Check(name));
        }

        _channel.Execute(request);
    }

    /// <param name="masterIndex">A bridge; 0 takes the interface out of the one it is in.</param>
    public void SetMaster(int index, int masterIndex) =>
        _channel.Execute(Changing("set master of", index).Attribute(LinkMessages.Master, (uint)masterIndex));

    public void Delete(int index)
    {
        NetlinkRequest request = new($"delete link {index}", LinkMessages.Delete, Change);
        _channel.Execute(LinkMessages.Header(request, index, LinkFlags.None, LinkFlags.None));
    }

    /// <param name="peerNamespace">Where the peer is made; null for here.</param>
    public void CreateVeth(string name, string peer, NetworkNamespace? peerNamespace = null)
    {
        NetlinkRequest request = Creating(name, "veth").Begin(LinkMessages.InformationData).Begin(LinkMessages.VethPeer);
        LinkMessages.Header(request, 0, LinkFlags.None, LinkFlags.None).Attribute(LinkMessages.Name, InterfaceName.Check(peer));
        if (peerNamespace is not null)
        {
            request.Attribute(LinkMessages.NamespaceDescriptor, (uint)peerNamespace.Descriptor);
        }

        _channel.Execute(request.End().End().End());
    }

    public void CreateBridge(string name) => _channel.Execute(Creating(name, "bridge").End());

    /// <summary>The caller ends the link information.</summary>
    private static NetlinkRequest Creating(string name, string kind)
    {
        NetlinkRequest request = new($"create {kind} {name}", LinkMessages.New, CreateNew);
        LinkMessages.Header(request, 0, LinkFlags.None, LinkFlags.None).Attribute(LinkMessages.Name, InterfaceName.Check(name));
        return request.Begin(LinkMessages.LinkInformation).Attribute(LinkMessages.InformationKind, kind);
    }

    private static NetlinkRequest Changing(string what, int index) =>
        LinkMessages.Header(new NetlinkRequest($"{what} link {index}", LinkMessages.New, Change), index, LinkFlags.None, LinkFlags.None);

    private void SetFlag(int index, LinkFlags flag, bool on)
    {
        NetlinkRequest request = new($"set {flag} of link {index}", LinkMessages.New, Change);
        _channel.Execute(LinkMessages.Header(request, index, on ? flag : LinkFlags.None, flag));
    }

    private LinkInfo? FindBy(NetlinkRequest request)
    {
        try
        {
            return Query(request).FirstOrDefault();
        }
        catch (NetlinkException e) when (e.Error == Errno.NoDevice)
        {
            return null;
        }
    }

    private List<LinkInfo> Query(NetlinkRequest request)
    {
        List<LinkInfo> links = [];
        _channel.Query(request, links.Clear, (in NetlinkMessage message) =>
        {
            if (LinkMessages.Read(message) is LinkInfo link)
            {
                links.Add(link);
            }
        });
        return links;
    }
}

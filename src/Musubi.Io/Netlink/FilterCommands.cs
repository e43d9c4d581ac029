using Musubi.Io.Bpf;
using Musubi.Io.Native;

namespace Musubi.Io.Netlink;

/// <summary>
/// BPF classifiers of interfaces (clsact, direct action). Any thread. A refusal is a <see cref="NetlinkException"/>;
/// NoDevice when the interface is gone.
/// </summary>
public sealed class FilterCommands
{
    /// <summary>The priority that Musubi's classifiers take: the first.</summary>
    public const ushort Priority = 1;

    private const ushort Change = NetlinkChannel.Request | NetlinkChannel.Acknowledge;
    private const ushort Create = Change | 0x400;
    private const ushort CreateOrReplace = Create | 0x100;

    private readonly NetlinkChannel _channel;

    internal FilterCommands(NetlinkChannel channel) => _channel = channel;

    /// <summary>True when the interface has a clsact.</summary>
    public bool HasClsact(int interfaceIndex)
    {
        bool found = false;
        NetlinkRequest request = new("list qdiscs", FilterMessages.GetQdisc, NetlinkChannel.Request | NetlinkChannel.Dump);
        FilterMessages.Header(request, interfaceIndex, 0, 0, 0);
        _channel.Query(request, () => found = false, (in NetlinkMessage message) => found |= FilterMessages.IsClsact(message, interfaceIndex));
        return found;
    }

    /// <summary>Gives the interface a clsact unless it has one.</summary>
    public void EnsureClsact(int interfaceIndex)
    {
        NetlinkRequest request = new($"add clsact to link {interfaceIndex}", FilterMessages.NewQdisc, Create);
        FilterMessages.Header(request, interfaceIndex, FilterMessages.ClsactHandle, FilterMessages.ClsactParent, 0)
            .Attribute(FilterMessages.Kind, FilterMessages.Clsact);
        try
        {
            _channel.Execute(request);
        }
        catch (NetlinkException e) when (e.Error == Errno.Exists)
        {
            // It is there, which is what was asked for.
        }
    }

    /// <summary>Takes the clsact away with every classifier in it; nothing happens when there is none.</summary>
    public void RemoveClsact(int interfaceIndex)
    {
        NetlinkRequest request = new($"remove clsact from link {interfaceIndex}", FilterMessages.DeleteQdisc, Change);
        FilterMessages.Header(request, interfaceIndex, FilterMessages.ClsactHandle, FilterMessages.ClsactParent, 0);
        ExecuteUnlessMissing(request);
    }

    /// <summary>
    /// Puts the program at <see cref="Priority"/>, in the place of one that was there; makes the clsact if need be. The
    /// program may be disposed afterwards.
    /// </summary>
    /// <param name="name">1..255 bytes; <see cref="List"/> tells it again.</param>
    public void Attach(int interfaceIndex, FilterDirection direction, BpfProgram program, string name)
    {
        EnsureClsact(interfaceIndex);
        NetlinkRequest request = new($"attach classifier {name} to link {interfaceIndex}", FilterMessages.NewFilter, CreateOrReplace);
        // Handle 1: with a handle of its own, a second one of the same priority replaces it instead of standing beside it.
        FilterMessages.Header(request, interfaceIndex, 1, FilterMessages.Parent(direction), FilterMessages.Information(Priority))
            .Attribute(FilterMessages.Kind, "bpf")
            .Begin(FilterMessages.Options)
            .Attribute(FilterMessages.BpfDescriptor, (uint)program.Descriptor)
            .Attribute(FilterMessages.BpfName, name)
            .Attribute(FilterMessages.BpfFlags, FilterMessages.DirectAction)
            .End();
        _channel.Execute(request);
    }

    /// <summary>Takes the classifier at <see cref="Priority"/> away; nothing happens when there is none.</summary>
    public void Detach(int interfaceIndex, FilterDirection direction)
    {
        NetlinkRequest request = new($"detach classifier from link {interfaceIndex}", FilterMessages.DeleteFilter, Change);
        FilterMessages.Header(request, interfaceIndex, 0, FilterMessages.Parent(direction), FilterMessages.Information(Priority));
        ExecuteUnlessMissing(request);
    }

    /// <summary>The BPF classifiers of one interface and direction; none when it has no clsact.</summary>
    public IReadOnlyList<FilterInfo> List(int interfaceIndex, FilterDirection direction)
    {
        NetlinkRequest request = new($"list classifiers of link {interfaceIndex}", FilterMessages.GetFilter, NetlinkChannel.Request | NetlinkChannel.Dump);
        FilterMessages.Header(request, interfaceIndex, 0, FilterMessages.Parent(direction), 0);
        List<FilterInfo> filters = [];
        _channel.Query(request, filters.Clear, (in NetlinkMessage message) =>
        {
            if (FilterMessages.Read(message, direction) is FilterInfo filter)
            {
                filters.Add(filter);
            }
        });
        return filters;
    }

    private void ExecuteUnlessMissing(NetlinkRequest request)
    {
        try
        {
            _channel.Execute(request);
        }
        catch (NetlinkException e) when (e.Error is Errno.NoEntry or Errno.InvalidArgument)
        {
            // The kernel's two words for: there is none.
        }
    }
}

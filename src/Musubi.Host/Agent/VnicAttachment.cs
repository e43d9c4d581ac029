using Musubi.Io.Native;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Host.Agent;

/// <summary>One connected port and how far its attachment is.</summary>
internal sealed class VnicAttachment(SharePort port, RetryTimer retry)
{
    public SharePort Port { get; set; } = port;

    public RetryTimer Retry { get; } = retry;

    /// <summary>Null while it is not open.</summary>
    public FileDescriptor? Descriptor { get; set; }

    /// <summary>Index of QEMU's TAP that <see cref="Descriptor"/> is bound to; 0 for the device side of a TAP.</summary>
    public int PacketInterface { get; set; }

    public ObjectState State { get; set; } = ObjectState.Pending;

    public string Reason { get; set; } = "not attached yet";

    public string Name => Port.Connection.Vm.Length == 0 ? $"adapter {Port.Connection.Vnic}" : $"vnic {Port.Connection.Vm}/{Port.Connection.Vnic}";

    public void Close()
    {
        Descriptor?.Dispose();
        Descriptor = null;
        PacketInterface = 0;
    }

    public void Set(ObjectState state, string reason)
    {
        State = state;
        Reason = reason;
    }
}

using Musubi.Io.Native;
using Musubi.Model.Config;
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

    /// <summary>MTU that its interface was given last, bytes; 0 before.</summary>
    public int Mtu { get; set; }

    /// <summary>What the port waits for although all is as it should be; empty when for nothing.</summary>
    public string Waits { get; set; } = "";

    /// <summary>The other end of a connection to a guest's monitor: the data plane alone speaks over it, so our copy is closed when it has it.</summary>
    public bool IsConnection => Port.Connection.Attachment is VhostUserAttachment { Listener: VhostUserListener.Qemu };

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

using Musubi.Host.Plan;
using Musubi.Io.Native;

namespace Musubi.Host.Agent;

/// <summary>A NIC that is taken and open as an uplink.</summary>
internal sealed class OpenUplink(UplinkBinding binding, FileDescriptor descriptor)
{
    public UplinkBinding Binding { get; } = binding;

    public FileDescriptor Descriptor { get; } = descriptor;
}

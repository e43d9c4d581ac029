using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Musubi.Lab.Fabric;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Observe;

/// <summary>A program in a VM that has joined a multicast group and keeps what is sent to it, line by line.</summary>
internal sealed class GroupReceiver : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private GroupReceiver(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
            {
                _lines.Enqueue(text);
            }
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Joins the group on the VM's NIC; the kernel reports that by IGMP or MLD.</summary>
    public static GroupReceiver Start(Vm vm, IPAddress group, int port)
    {
        string address = group.AddressFamily == AddressFamily.InterNetwork
            ? $"UDP4-RECV:{port},reuseaddr,ip-add-membership={group}:eth0"
            : $"UDP6-RECV:{port},reuseaddr,ipv6-join-group=[{group}]:eth0";
        return new GroupReceiver(vm.Datacenter.Start(vm.Name, ["socat", "-u", address, "STDOUT"]));
    }

    /// <summary>Sends one line to the group.</summary>
    /// <exception cref="LabException">It could not be sent.</exception>
    public static async Task SendAsync(Vm vm, IPAddress group, int port, string line)
    {
        string address = group.AddressFamily == AddressFamily.InterNetwork ? $"UDP4-DATAGRAM:{group}:{port},ip-multicast-ttl=4" : $"UDP6-DATAGRAM:[{group}]:{port}";
        await Shell.MustAsync(["ip", "netns", "exec", vm.Datacenter.NamespaceOf(vm.Name), "socat", "-u", "STDIN", address], line + "\n");
    }

    /// <summary>Leaves the group.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}

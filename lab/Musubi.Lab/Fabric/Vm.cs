using System.Text.RegularExpressions;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Fabric;

/// <summary>A VM of the lab: a namespace, or a QEMU guest.</summary>
/// <param name="Name">As in `lab exec`.</param>
/// <param name="Host">Number of the host that it lives on.</param>
/// <param name="PortGroup">Where it is attached.</param>
/// <param name="Address">Static IPv4 address in CIDR notation; null when it asks the DHCP server.</param>
internal sealed partial record Vm(Datacenter Datacenter, string Name, int Host, string PortGroup, string? Address = null)
{
    /// <summary>The IPv4 address that it has now, without prefix length; null when none.</summary>
    public async Task<string?> AddressAsync()
    {
        CommandResult result = await RunAsync("ip", "-4", "addr", "show", "dev", "eth0");
        return AddressLine().Match(result.Output) is { Success: true } match ? match.Groups["address"].Value : null;
    }

    /// <summary>The address of its NIC.</summary>
    public async Task<string> MacAsync()
    {
        CommandResult result = await RunAsync("cat", "/sys/class/net/eth0/address");
        return result.Succeeded ? result.Output.Trim() : throw new LabException($"{Name} has no eth0: {result.Said}");
    }

    public Task<CommandResult> RunAsync(params string[] command) => Datacenter.RunAsync(Name, command);

    /// <summary>Whether a ping is answered within five seconds of asking.</summary>
    public async Task<bool> ReachesAsync(string address) => (await RunAsync("ping", "-n", "-q", "-c", "1", "-i", "0.2", "-w", "5", address)).ExitCode == 0;

    /// <summary>Whether none of a few pings is answered.</summary>
    public async Task<bool> MissesAsync(string address) => (await RunAsync("ping", "-n", "-q", "-c", "3", "-i", "0.2", "-W", "1", address)).ExitCode == 1;

    /// <summary>Configures its NIC as its operating system would: a static address, or a DHCP client. Returns the address.</summary>
    public async Task<string> BootAsync()
    {
        if (Address is not null)
        {
            await MustAsync("ip", "link", "set", "eth0", "up");
            await MustAsync("ip", "addr", "replace", Address, "dev", "eth0");
        }
        else
        {
            await Datacenter.Processes.AddAsync(Datacenter.Services.DhcpClient(Name, Datacenter.NamespaceOf(Name)));
        }

        return await WaitForAddressAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Sends a frame by hand.</summary>
    public async Task SendAsync(params string[] options) => await MustAsync([Installation.Program("musubi-lab"), "send-frame", .. options]);

    private async Task<string> WaitForAddressAsync(TimeSpan limit)
    {
        string? found = null;
        return await Wait.UntilAsync(async () => (found = await AddressAsync()) is not null, limit)
            ? found!
            : throw new LabException($"{Name} got no address within {limit.TotalSeconds:0} s");
    }

    /// <exception cref="LabException">The command failed.</exception>
    public async Task MustAsync(params string[] command)
    {
        CommandResult result = await RunAsync(command);
        if (!result.Succeeded)
        {
            throw new LabException($"in {Name}, `{string.Join(' ', command)}` failed: {result.Said}");
        }
    }

    [GeneratedRegex(@"inet (?<address>[0-9.]+)/")]
    private static partial Regex AddressLine();
}

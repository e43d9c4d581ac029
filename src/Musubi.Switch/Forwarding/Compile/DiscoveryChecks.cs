using System.Text;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Judges the discovery settings of a plan's switches.</summary>
public static class DiscoveryChecks
{
    public const int MaxAddresses = 8;
    public const int MaxVlans = 64;

    private const int MaxTextBytes = 255;
    private const int MaxNameLength = 80;

    /// <param name="error">Takes field, value and rule.</param>
    public static void Check(SwitchPlan plan, Action<string, object, string> error)
    {
        for (int i = 0; i < plan.Switches.Count; i++)
        {
            if (plan.Switches[i].Discovery is { } settings)
            {
                Check(settings, $"switches[{i}].discovery", error);
            }
        }

        for (int i = 0; i < plan.Ports.Count; i++)
        {
            if (plan.Ports[i].Uplink is { Mac: { Length: not (0 or 6) } mac })
            {
                error($"ports[{i}].uplink.mac", $"{mac.Length} bytes", "must be 6 bytes, or absent");
            }
        }
    }

    private static void Check(DiscoverySettings settings, string field, Action<string, object, string> error)
    {
        if (settings.Protocol is not (DiscoveryProtocol.Lldp or DiscoveryProtocol.Cdp))
        {
            error($"{field}.protocol", settings.Protocol, "must be LLDP or CDP");
        }

        if (Encoding.UTF8.GetByteCount(settings.ChassisId) is < 1 or > MaxTextBytes)
        {
            error($"{field}.chassis_id", settings.ChassisId, $"must have 1..{MaxTextBytes} bytes");
        }

        if (Encoding.UTF8.GetByteCount(settings.SystemName) > MaxTextBytes)
        {
            error($"{field}.system_name", settings.SystemName, $"must have at most {MaxTextBytes} bytes");
        }

        if (settings.ManagementAddresses.Count > MaxAddresses || settings.ManagementAddresses.Any(address => address.Length is not (4 or 16)))
        {
            error($"{field}.management_addresses", settings.ManagementAddresses.Count, $"must be at most {MaxAddresses} of 4 or 16 bytes");
        }

        if (settings.Vlans.Count > MaxVlans)
        {
            error($"{field}.vlans", settings.Vlans.Count, $"must be at most {MaxVlans}");
        }

        for (int i = 0; i < settings.Vlans.Count; i++)
        {
            if (settings.Vlans[i].Id is < 1 or > 4094)
            {
                error($"{field}.vlans[{i}].id", settings.Vlans[i].Id, "must be 1..4094");
            }

            if (settings.Vlans[i].Name.Length is < 1 or > MaxNameLength)
            {
                error($"{field}.vlans[{i}].name", settings.Vlans[i].Name, $"must have 1..{MaxNameLength} characters");
            }
        }
    }
}

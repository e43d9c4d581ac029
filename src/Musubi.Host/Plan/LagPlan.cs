using System.Security.Cryptography;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Model.Policy;
using Musubi.Model.Share;
using ModelFields = Musubi.Model.Policy.LagHashFields;
using ModelSides = Musubi.Model.Policy.LagHashSides;
using PlanFields = Musubi.Contracts.Plan.LagHashFields;
using PlanHash = Musubi.Contracts.Plan.LagHash;
using PlanSides = Musubi.Contracts.Plan.LagHashSides;

namespace Musubi.Host.Plan;

/// <summary>The LAGs of a switch as the data plane is to run them on this host. Pure.</summary>
public static class LagPlan
{
    /// <summary>What names a LAG in a plan: follows from switch, host and name, as an uplink's id does.</summary>
    public static Guid IdOf(Guid switchId, Guid hostId, string lag) => UplinkPortId.Of(switchId, hostId, "LAG " + lag);

    /// <summary>How physical switches know this host's part of a switch: a MAC of nobody, which stays the same for as long as host and switch do.</summary>
    public static ByteString SystemId(Guid switchId, Guid hostId)
    {
        byte[] hash = SHA256.HashData([.. "LACP system"u8, .. switchId.ToByteArray(bigEndian: true), .. hostId.ToByteArray(bigEndian: true)]);
        // Unicast, and administered locally.
        hash[0] = (byte)((hash[0] & 0xfc) | 0x02);
        return ByteString.CopyFrom(hash.AsSpan(0, 6));
    }

    /// <summary>Those of which some uplink has a NIC here.</summary>
    /// <param name="bound">Port ids of the uplinks that have one, by name.</param>
    public static IEnumerable<PlannedLag> Of(ShareSwitch shared, Guid hostId, IReadOnlyDictionary<string, Guid> bound)
    {
        string[] names = [.. shared.Uplinks.Select(uplink => uplink.Name)];
        foreach (LagConfig lag in shared.Lags)
        {
            PlannedLagMember[] members = [.. lag.Uplinks.Where(bound.ContainsKey)
                .Select(name => new PlannedLagMember { PortId = bound[name].ToString(), Number = (uint)Array.IndexOf(names, name) + 1 })];
            if (members.Length == 0)
            {
                continue;
            }

            PlannedLag planned = new()
            {
                Id = IdOf(shared.Id, hostId, lag.Name).ToString(),
                Name = lag.Name,
                Active = lag.Mode == LacpMode.Active,
                Fast = lag.Rate == LacpRate.Fast,
                Hash = ToPlan(lag.Hash),
                Key = (uint)lag.Key,
                SystemId = SystemId(shared.Id, hostId),
            };
            planned.Members.AddRange(members);
            yield return planned;
        }
    }

    private static PlanHash ToPlan(Model.Policy.LagHash hash) => new()
    {
        Fields = hash.Fields switch { ModelFields.Mac => PlanFields.Mac, ModelFields.Ip => PlanFields.Ip, _ => PlanFields.IpPort },
        Sides = hash.Sides switch { ModelSides.Source => PlanSides.Source, ModelSides.Destination => PlanSides.Destination, _ => PlanSides.Both },
        Vlan = hash.Vlan,
    };
}

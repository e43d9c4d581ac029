using Google.Protobuf;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Judges the LAGs of a plan, and the teaming that names them. Every error is told.</summary>
internal sealed class LagChecks(SwitchPlan plan, Action<string, object, string> error)
{
    public const int MaxLags = 32;
    public const int MaxMembers = 24;

    private readonly Dictionary<string, PlannedPort> _uplinks = plan.Ports.Where(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink)
        .DistinctBy(port => port.Id).ToDictionary(port => port.Id);

    private readonly HashSet<string> _ids = [.. plan.Ports.Select(port => port.Id)];
    private readonly Dictionary<string, uint> _switchOfLag = [];
    private readonly HashSet<string> _members = [];
    private readonly HashSet<(ByteString System, uint Key)> _keys = [];
    private readonly HashSet<(ByteString System, uint Number)> _numbers = [];

    public void CheckSwitches()
    {
        for (int i = 0; i < plan.Switches.Count; i++)
        {
            PlannedSwitch owner = plan.Switches[i];
            if (owner.Lags.Count > MaxLags)
            {
                error($"switches[{i}].lags", owner.Lags.Count, $"must be at most {MaxLags}");
            }

            for (int j = 0; j < owner.Lags.Count; j++)
            {
                Check(owner.Key, owner.Lags[j], $"switches[{i}].lags[{j}]");
            }
        }
    }

    /// <summary>Whether an id is that of a LAG of the switch.</summary>
    public bool IsLagOf(uint switchKey, string id) => _switchOfLag.TryGetValue(id, out uint owner) && owner == switchKey;

    /// <summary>What is wrong with teaming by LAGs or by their members.</summary>
    public void CheckTeaming(PlannedPort port, TeamingSettings teaming, string field)
    {
        string[] named = [.. teaming.Active, .. teaming.Standby];
        if (named.FirstOrDefault(_members.Contains) is { } member)
        {
            error(field, member, "must name no uplink that is a member of a LAG");
        }

        if (named.FirstOrDefault(name => IsLagOf(port.SwitchKey, name)) is not { } lag)
        {
            return;
        }

        if (teaming.Policy is TeamingPolicy.IpHash or TeamingPolicy.PhysicalLoad)
        {
            error($"{field}.policy", teaming.Policy, $"must be port id, explicit order or source MAC with a LAG ({lag})");
        }

        if (teaming.FailureDetection == FailureDetection.Beacon)
        {
            error($"{field}.failure_detection", teaming.FailureDetection, $"must be link with a LAG ({lag})");
        }
    }

    private void Check(uint owner, PlannedLag lag, string field)
    {
        if (lag.Id.Length == 0 || !_ids.Add(lag.Id))
        {
            error($"{field}.id", lag.Id, "must not be empty, and unique among the ids of ports and LAGs");
        }

        _switchOfLag.TryAdd(lag.Id, owner);
        if (lag.Members.Count is < 1 or > MaxMembers)
        {
            error($"{field}.members", lag.Members.Count, $"must be 1..{MaxMembers}");
        }

        if (lag.Hash is not { } hash || hash.Fields == LagHashFields.Unspecified || !Enum.IsDefined(hash.Fields) || hash.Sides == LagHashSides.Unspecified || !Enum.IsDefined(hash.Sides))
        {
            error($"{field}.hash", lag.Hash?.ToString() ?? "", "must say fields and sides that this version knows");
        }

        if (lag.Key is < 1 or > ushort.MaxValue || !_keys.Add((lag.SystemId, lag.Key)))
        {
            error($"{field}.key", lag.Key, $"must be 1..{ushort.MaxValue}, and unique among LAGs with this system id");
        }

        CheckMac(lag.SystemId, $"{field}.system_id");
        for (int i = 0; i < lag.Members.Count; i++)
        {
            CheckMember(owner, lag, lag.Members[i], $"{field}.members[{i}]");
        }
    }

    private void CheckMember(uint owner, PlannedLag lag, PlannedLagMember member, string field)
    {
        if (!_uplinks.TryGetValue(member.PortId, out PlannedPort? uplink) || uplink.SwitchKey != owner)
        {
            error($"{field}.port_id", member.PortId, "must be an uplink port of the same switch");
        }
        else if (!_members.Add(member.PortId))
        {
            error($"{field}.port_id", member.PortId, "must be in one LAG, once");
        }

        if (member.Number is < 1 or > ushort.MaxValue || !_numbers.Add((lag.SystemId, member.Number)))
        {
            error($"{field}.number", member.Number, $"must be 1..{ushort.MaxValue}, and unique among members with this system id");
        }
    }

    private void CheckMac(ByteString bytes, string field)
    {
        ulong mac = bytes.Length == 6 ? PlanCompiler.ReadMac(bytes) : 0;
        if (mac == 0 || MacKinds.IsGroup(mac))
        {
            error(field, bytes.Length == 6 ? PlanCompiler.FormatMac(mac) : $"{bytes.Length} bytes", "must be 6 bytes, a unicast address that is not zero");
        }
    }
}

using Google.Protobuf;
using Google.Protobuf.Collections;
using Musubi.Contracts.Plan;
using Musubi.Io.Xdp;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Learning;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Judges a plan as a whole: every error is reported, none is repaired.</summary>
public sealed class PlanValidator
{
    public const int MaxSwitches = 64;
    public const int MaxPorts = 4096;
    public const int MaxDomains = 65_535;

    private const ulong MinCapacity = 1_000_000;

    /// <summary>Uplinks of one switch.</summary>
    public const int MaxUplinks = 32;
    public const int MostQueuePairs = 16;
    public const int MaxLearnedMacs = MacLearner.Capacity;
    public const int MaxAgeingSeconds = 86_400;
    public const int MaxFailbackDelayMilliseconds = 600_000;

    /// <summary>Errors that are told one by one; what is more is told as a number, so that the answer stays bounded.</summary>
    public const int MaxErrors = 1000;

    private readonly List<PlanError> _errors = [];
    private readonly Dictionary<uint, int> _switches = [];
    private readonly Dictionary<string, PlannedPort> _ports = [];
    private readonly HashSet<Guid> _ids = [];
    private readonly HashSet<(uint Switch, ulong Mac)> _macs = [];
    private readonly RuleSetValidator _rules;
    private readonly LagChecks _lags;
    private int _untold;

    private PlanValidator(SwitchPlan plan) => (_rules, _lags) = (new RuleSetValidator(Error), new LagChecks(plan, Error));

    public static IReadOnlyList<PlanError> Validate(SwitchPlan plan)
    {
        PlanValidator validator = new(plan);
        validator.CheckSwitches(plan);
        validator._rules.CheckSets(plan);
        validator._lags.CheckSwitches();
        validator.CheckPorts(plan);
        validator.CheckUplinkCount(plan);
        DiscoveryChecks.Check(plan, validator.Error);
        IoControlChecks.Check(plan, validator.Error);
        if (validator._untold > 0)
        {
            validator._errors.Add(new PlanError { Field = "", Value = "", Rule = $"{validator._untold} more errors were found" });
        }

        return validator._errors;
    }

    private void Error(string field, object value, string rule)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new PlanError { Field = field, Value = Shorten(value.ToString() ?? ""), Rule = rule });
        }
        else
        {
            _untold++;
        }
    }

    private static string Shorten(string value) => value.Length <= 64 ? value : value[..61] + "...";

    private void CheckSwitches(SwitchPlan plan)
    {
        if (plan.Switches.Count > MaxSwitches)
        {
            Error("switches", plan.Switches.Count, $"a plan has at most {MaxSwitches} switches");
        }

        for (int i = 0; i < plan.Switches.Count; i++)
        {
            PlannedSwitch planned = plan.Switches[i];
            if (planned.Key is < 1 or > MaxSwitches)
            {
                Error($"switches[{i}].key", planned.Key, $"must be 1..{MaxSwitches}");
            }
            else if (!_switches.TryAdd(planned.Key, i))
            {
                Error($"switches[{i}].key", planned.Key, "must be unique in the plan");
            }

            if (planned.Mtu is < 68 or > 9216)
            {
                Error($"switches[{i}].mtu", planned.Mtu, "must be 68..9216");
            }

            foreach ((string field, string value, string rule) in GroupChecks.Of(planned.Snooping, $"switches[{i}].snooping"))
            {
                Error(field, value, rule);
            }
        }
    }

    private void CheckPorts(SwitchPlan plan)
    {
        if (plan.Ports.Count > MaxPorts)
        {
            Error("ports", plan.Ports.Count, $"a plan has at most {MaxPorts} ports");
        }

        for (int i = 0; i < plan.Ports.Count; i++)
        {
            string id = plan.Ports[i].Id;
            if (!Guid.TryParseExact(id, "D", out Guid parsed))
            {
                Error($"ports[{i}].id", id, "must be a UUID");
            }
            else if (!_ids.Add(parsed))
            {
                Error($"ports[{i}].id", id, "must be unique in the plan");
            }

            _ports.TryAdd(id, plan.Ports[i]);
        }

        for (int i = 0; i < plan.Ports.Count; i++)
        {
            CheckPort(plan.Ports[i], $"ports[{i}]");
        }

        int domains = PlanDomains.Count(plan);
        if (domains > MaxDomains)
        {
            Error("ports", domains, $"VLANs in use over all switches must not be more than {MaxDomains}");
        }
    }

    private void CheckPort(PlannedPort port, string field)
    {
        if (!_switches.ContainsKey(port.SwitchKey))
        {
            Error($"{field}.switch_key", port.SwitchKey, "must be the key of a switch of the plan");
        }

        CheckAttachment(port.Attachment, field);
        _rules.CheckPort(port, field);
        switch (port.RoleCase)
        {
            case PlannedPort.RoleOneofCase.Vnic:
                CheckVnic(port, port.Vnic, $"{field}.vnic");
                break;
            case PlannedPort.RoleOneofCase.Uplink when port.Uplink.CapacityBitsPerSecond is not 0 and (< MinCapacity or > ShapingChecks.MaxRate):
                Error($"{field}.uplink.capacity_bits_per_second", port.Uplink.CapacityBitsPerSecond, $"must be 0 or from {MinCapacity} to {ShapingChecks.MaxRate}");
                break;
            case PlannedPort.RoleOneofCase.None:
                Error($"{field}.role", "", "must be vnic or uplink");
                break;
        }
    }

    private void CheckAttachment(Attachment? attachment, string field)
    {
        switch (attachment?.KindCase ?? Attachment.KindOneofCase.None)
        {
            case Attachment.KindOneofCase.None:
                Error($"{field}.attachment", "", "must be tap_device, packet_device, vhost_user or xdp_device");
                break;
            case Attachment.KindOneofCase.VhostUser when attachment!.VhostUser.QueuePairs is < 1 or > MostQueuePairs:
                Error($"{field}.attachment.vhost_user.queue_pairs", attachment.VhostUser.QueuePairs, $"must be in 1..{MostQueuePairs}");
                break;
            case Attachment.KindOneofCase.TapDevice when attachment!.TapDevice.VnetHeaderBytes != 12:
                Error($"{field}.attachment.tap_device.vnet_header_bytes", attachment.TapDevice.VnetHeaderBytes, "must be 12");
                break;
            case Attachment.KindOneofCase.PacketDevice when attachment!.PacketDevice.InterfaceIndex <= 0:
                Error($"{field}.attachment.packet_device.interface_index", attachment.PacketDevice.InterfaceIndex, "must be positive");
                break;
            case Attachment.KindOneofCase.XdpDevice:
                CheckXdp(attachment!.XdpDevice, $"{field}.attachment.xdp_device");
                break;
        }
    }

    private void CheckXdp(XdpDevice device, string field)
    {
        if (device.InterfaceIndex <= 0)
        {
            Error($"{field}.interface_index", device.InterfaceIndex, "must be positive");
        }

        if (device.Queues is < 1 or > XdpShape.MaxQueues)
        {
            Error($"{field}.queues", device.Queues, $"must be in 1..{XdpShape.MaxQueues}");
        }

        if (!XdpShape.IsValid(device.FrameBytes, device.Frames))
        {
            Error($"{field}.frames", device.Frames, "must be a power of two in 64..65536, of 2048 or 4096 bytes");
        }
    }

    private void CheckVnic(PlannedPort port, VnicRole vnic, string field)
    {
        // There are thousands of ports: names are made of what is there, or of what is wrong.
        ulong mac = CheckMac(vnic.Mac, field, "mac", optional: false);
        CheckMac(vnic.GuestMac, field, "guest_mac", optional: true);
        if (mac != 0 && !vnic.Mute && !_macs.Add((port.SwitchKey, mac)))
        {
            Error($"{field}.mac", PlanCompiler.FormatMac(mac), "must be unique in its switch");
        }

        CheckVlan(vnic.Vlan, field);
        CheckTeaming(port, vnic.Teaming, $"{field}.teaming");
        if (vnic.MacLearning is not null)
        {
            CheckLearning(vnic.MacLearning, $"{field}.mac_learning");
        }

        if (vnic.Guards is not null)
        {
            CheckGuards(vnic.Guards, field);
        }

        if (vnic.Shaping is not null)
        {
            ShapingChecks.Check(vnic.Shaping, $"{field}.shaping", (part, value, rule) => Error(part, value, rule));
        }

        if (vnic.GuestGroups is not null)
        {
            CheckGuestGroups(vnic.GuestGroups, $"{field}.guest_groups");
        }
    }

    private void CheckGuards(GuardSettings guards, string field) => GuardChecks.Check(guards, (part, value, rule) => Error($"{field}.guards.{part}", value, rule));

    private void CheckGuestGroups(GuestGroups groups, string field)
    {
        foreach ((string part, string value, string rule) in GroupChecks.Of(groups, field))
        {
            Error(part, value, rule);
        }
    }

    private ulong CheckMac(ByteString bytes, string field, string name, bool optional)
    {
        if (bytes.Length == 0 && optional)
        {
            return 0;
        }

        if (bytes.Length != 6)
        {
            Error($"{field}.{name}", $"{bytes.Length} bytes", "must be 6 bytes");
            return 0;
        }

        ulong mac = PlanCompiler.ReadMac(bytes);
        if (mac == 0 || MacKinds.IsGroup(mac))
        {
            Error($"{field}.{name}", PlanCompiler.FormatMac(mac), "must be a unicast address that is not zero");
            return 0;
        }

        return mac;
    }

    private void CheckVlan(VlanSettings? vlan, string field)
    {
        switch (vlan?.ModeCase ?? VlanSettings.ModeOneofCase.None)
        {
            case VlanSettings.ModeOneofCase.None:
                Error($"{field}.vlan.mode", "", "must be none, access, trunk or private");
                break;
            case VlanSettings.ModeOneofCase.Access when vlan!.Access is < 1 or > 4094:
                Error($"{field}.vlan.access", vlan.Access, "must be 1..4094");
                break;
            case VlanSettings.ModeOneofCase.Trunk:
                CheckRanges(vlan!.Trunk, $"{field}.vlan.trunk");
                break;
            case VlanSettings.ModeOneofCase.Private:
                CheckPrivate(vlan!.Private, $"{field}.vlan.private");
                break;
        }
    }

    private void CheckPrivate(PrivateVlan vlan, string field)
    {
        (string Name, uint Id)[] ids =
            [("sends", vlan.Sends), ("primary", vlan.Primary), .. vlan.Hears.Select((id, i) => ($"hears[{i}]", id))];
        foreach ((string name, uint id) in ids)
        {
            if (id is < 1 or > 4094)
            {
                Error($"{field}.{name}", id, "must be 1..4094");
            }
        }

        if (vlan.Hears.Count == 0 || vlan.Hears.Zip(vlan.Hears.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            Error($"{field}.hears", string.Join(',', vlan.Hears), "must be at least one VLAN, in ascending order");
        }
    }

    private void CheckRanges(VlanTrunk trunk, string field)
    {
        if (trunk.Ranges.Count == 0)
        {
            Error($"{field}.ranges", "", "must not be empty");
        }

        for (int i = 0; i < trunk.Ranges.Count; i++)
        {
            VlanRange range = trunk.Ranges[i];
            if (!PlanDomains.IsValid(range))
            {
                Error($"{field}.ranges[{i}]", $"{range.First}-{range.Last}", "must be first to last within 0..4094");
            }
        }
    }

    private void CheckLearning(MacLearning? learning, string field)
    {
        if (learning is not null && learning.Limit is < 1 or > MaxLearnedMacs)
        {
            Error($"{field}.limit", learning.Limit, $"must be 1..{MaxLearnedMacs}");
        }

        if (learning is not null && learning.AgeingSeconds is < 1 or > MaxAgeingSeconds)
        {
            Error($"{field}.ageing_seconds", learning.AgeingSeconds, $"must be 1..{MaxAgeingSeconds}");
        }
    }

    /// <summary>Each uplink of a switch has a bit of its own.</summary>
    private void CheckUplinkCount(SwitchPlan plan)
    {
        foreach (IGrouping<uint, PlannedPort> uplinks in plan.Ports.Where(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink).GroupBy(port => port.SwitchKey))
        {
            if (uplinks.Count() > MaxUplinks)
            {
                Error("ports", $"{uplinks.Count()} uplinks of switch {uplinks.Key}", $"must be at most {MaxUplinks}");
            }
        }
    }

    private void CheckTeaming(PlannedPort port, TeamingSettings? teaming, string field)
    {
        if (teaming is null || teaming.Policy == TeamingPolicy.Unspecified || !Enum.IsDefined(teaming.Policy))
        {
            Error($"{field}.policy", teaming?.Policy.ToString() ?? "", "must be port id, explicit order, source MAC, IP hash or physical load");
            return;
        }

        if (!Enum.IsDefined(teaming.FailureDetection))
        {
            Error($"{field}.failure_detection", teaming.FailureDetection, "must be link or beacon");
        }

        if (teaming.FailbackDelayMilliseconds > MaxFailbackDelayMilliseconds)
        {
            Error($"{field}.failback_delay_milliseconds", teaming.FailbackDelayMilliseconds, $"must be 0..{MaxFailbackDelayMilliseconds}");
        }

        _lags.CheckTeaming(port, teaming, field);
        HashSet<string> seen = [];
        CheckUplinks(port, teaming.Active, $"{field}.active", seen);
        CheckUplinks(port, teaming.Standby, $"{field}.standby", seen);
    }

    private void CheckUplinks(PlannedPort port, RepeatedField<string> uplinks, string field, HashSet<string> seen)
    {
        for (int i = 0; i < uplinks.Count; i++)
        {
            bool isUplink = _ports.TryGetValue(uplinks[i], out PlannedPort? uplink) && uplink.RoleCase == PlannedPort.RoleOneofCase.Uplink && uplink.SwitchKey == port.SwitchKey;
            if (!isUplink && !_lags.IsLagOf(port.SwitchKey, uplinks[i]))
            {
                Error($"{field}[{i}]", uplinks[i], "must be an uplink port or a LAG of the same switch");
            }
            else if (!seen.Add(uplinks[i]))
            {
                Error($"{field}[{i}]", uplinks[i], "must stand once, in active or in standby");
            }
        }
    }
}

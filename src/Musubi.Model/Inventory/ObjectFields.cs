using System.Globalization;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory;

/// <summary>Configured objects as names and flat fields in their user form.</summary>
internal static class ObjectFields
{
    /// <summary>The subject word, and kind and name together.</summary>
    public static (string Subject, string Name) Name(InventorySnapshot snapshot, IInventoryObject item) => item switch
    {
        SwitchConfig s => ("switch", $"switch {s.Name}"),
        PortGroupConfig g => ("portGroup", $"portGroup {g.Name}"),
        HostConfig h => ("host", $"host {h.Name}"),
        PortConfig p => ("port", string.Create(CultureInfo.InvariantCulture, $"port {p.Number} of {SwitchName(snapshot, p)}")),
        _ => ("object", $"object {item.Id}"),
    };

    public static List<KeyValuePair<string, string>> Of(InventorySnapshot snapshot, IInventoryObject item)
    {
        List<KeyValuePair<string, string>> fields = [];
        switch (item)
        {
            case SwitchConfig config:
                AddSwitch(fields, snapshot, config);
                break;
            case PortGroupConfig config:
                AddPortGroup(fields, snapshot, config);
                break;
            case HostConfig config:
                AddHost(fields, config);
                break;
            case PortConfig config:
                AddPolicy(fields, config.Policy);
                break;
        }

        return fields;
    }

    private static void AddSwitch(List<KeyValuePair<string, string>> fields, InventorySnapshot snapshot, SwitchConfig config)
    {
        fields.Add(new("name", config.Name));
        fields.Add(new("type", config.Kind == SwitchKind.Standard ? "standard" : "distributed"));
        fields.Add(new("mtu", config.Mtu.ToString(CultureInfo.InvariantCulture)));
        fields.Add(new("uplinks", string.Join(", ", config.Uplinks)));
        foreach (LagConfig lag in config.Lags)
        {
            fields.Add(new($"lags.{lag.Name}", $"{string.Join(", ", lag.Uplinks)}; {LagResource.Word(lag.Mode)}, {LagResource.Word(lag.Rate)}, {lag.Hash.Word}"));
        }

        foreach (PrivateVlan one in config.PrivateVlans)
        {
            string isolated = one.Isolated is { } id ? string.Create(CultureInfo.InvariantCulture, $"isolated {id}") : "";
            string communities = one.Communities.Count > 0 ? $"communities {string.Join(", ", one.Communities)}" : "";
            fields.Add(new(string.Create(CultureInfo.InvariantCulture, $"privateVlans.{one.Primary}"), string.Join("; ", new[] { isolated, communities }.Where(part => part.Length > 0))));
        }

        fields.Add(new("discovery.protocol", DiscoveryResource.Word(config.Discovery.Protocol)));
        fields.Add(new("discovery.operation", DiscoveryResource.Word(config.Discovery.Operation)));
        AddContact(fields, config.Contact);
        AddMulticast(fields, config.Multicast);
        AddIoControl(fields, config);
        AddFiltering(fields, "uplinkFiltering", config.UplinkFiltering == FilteringConfig.Off ? null : config.UplinkFiltering);
        foreach (MemberConfig member in config.Members)
        {
            string host = snapshot.Hosts.TryGetValue(member.HostId, out HostConfig? known) ? known.Name : member.HostId.ToString();
            fields.Add(new($"hosts.{host}", "member"));
            foreach (UplinkAssignment assignment in member.Uplinks)
            {
                fields.Add(new($"hosts.{host}.{assignment.Uplink}", assignment.NicName));
                if (assignment.CapacityBitsPerSecond is { } capacity)
                {
                    fields.Add(new($"hosts.{host}.{assignment.Uplink}.capacityBitsPerSecond", capacity.ToString(CultureInfo.InvariantCulture)));
                }
            }
        }

        AddPolicy(fields, config.Policy);
    }

    private static void AddContact(List<KeyValuePair<string, string>> fields, ContactConfig contact)
    {
        if (contact.Name.Length > 0)
        {
            fields.Add(new("contact.name", contact.Name));
        }

        if (contact.Details.Length > 0)
        {
            fields.Add(new("contact.details", contact.Details));
        }
    }

    private static void AddMulticast(List<KeyValuePair<string, string>> fields, MulticastConfig config)
    {
        fields.Add(new("multicastFiltering", config.Filtering == MulticastFiltering.Snooping ? "snooping" : "basic"));
        if (config == MulticastConfig.Default)
        {
            return;
        }

        fields.Add(new("multicastFloodUnregistered", Word(config.FloodUnregistered)));
        fields.Add(new("multicastQuerier.enabled", Word(config.QuerierEnabled)));
        fields.Add(new("multicastQuerier.intervalSeconds", config.QuerierIntervalSeconds.ToString(CultureInfo.InvariantCulture)));
        fields.Add(new("multicastQuerier.ipv4", config.QuerierIpv4));
        fields.Add(new("multicastQuerier.ipv6", config.QuerierIpv6));
    }

    private static void AddIoControl(List<KeyValuePair<string, string>> fields, SwitchConfig config)
    {
        fields.Add(new("ioControl.enabled", Word(config.IoControl.Enabled)));
        foreach (IoTraffic traffic in config.IoControl.Traffic)
        {
            fields.Add(new($"ioControl.trafficTypes.{TrafficTypeWords.Word(traffic.Type)}", IoText(traffic.Shares, traffic.ReservationBitsPerSecond, traffic.LimitBitsPerSecond)));
        }

        foreach (IoPool pool in config.IoPools)
        {
            string shares = pool.IsOne ? $", {IoText(pool.Shares ?? IoShares.Normal, 0, pool.LimitBitsPerSecond)}" : "";
            fields.Add(new($"networkResourcePools.{pool.Name}", $"quota {RateText.Of(pool.QuotaBitsPerSecond)}{shares}"));
        }
    }

    /// <summary>"shares 50, reservation 1 Gbit/s, limit 2 Gbit/s", without what is none.</summary>
    internal static string IoText(int shares, long reservation, long? limit) => string.Join(", ", new[]
    {
        string.Create(CultureInfo.InvariantCulture, $"shares {shares}"),
        reservation > 0 ? $"reservation {RateText.Of(reservation)}" : "",
        limit is { } most ? $"limit {RateText.Of(most)}" : "",
    }.Where(part => part.Length > 0));

    private static void AddPortGroup(List<KeyValuePair<string, string>> fields, InventorySnapshot snapshot, PortGroupConfig config)
    {
        fields.Add(new("name", config.Name));
        fields.Add(new("switch", snapshot.Switches[config.SwitchId].Name));
        fields.Add(new("portCount", config.PortCount.ToString(CultureInfo.InvariantCulture)));
        fields.Add(new("elastic", Word(config.Elastic)));
        fields.Add(new("portOverrides", string.Join(", ", PolicyForm.Words(config.PortOverrides))));
        fields.Add(new("resetAtDisconnect", Word(config.ResetAtDisconnect)));
        if (config.IoPool is { } pool)
        {
            fields.Add(new("networkResourcePool", pool));
        }

        AddPolicy(fields, config.Policy);
    }

    private static void AddHost(List<KeyValuePair<string, string>> fields, HostConfig config)
    {
        fields.Add(new("name", config.Name));
        fields.Add(new("entitled", Word(config.Entitled)));
        fields.Add(new("capabilities", string.Join(", ", config.Capabilities)));
        foreach (HostNic nic in config.Nics)
        {
            string use = nic.UsedBy.Length > 0 ? $", used by {nic.UsedBy}" : "";
            string address = nic.Address.Length > 0 ? $", address {nic.Address}" : "";
            fields.Add(new($"nics.{nic.Id}", nic.Name + use + address));
        }
    }

    private static void AddPolicy(List<KeyValuePair<string, string>> fields, PortPolicyConfig policy)
    {
        PolicyResource form = PolicyForm.Of(policy);
        Add("blocked", form.Blocked is { } blocked ? Word(blocked) : null);
        Add("security.promiscuous", form.Security?.Promiscuous);
        Add("security.macChanges", form.Security?.MacChanges);
        Add("security.forgedTransmits", form.Security?.ForgedTransmits);
        Add("security.bpduFilter", form.Security?.BpduFilter is { } bpduFilter ? Word(bpduFilter) : null);
        Add("security.dhcpGuard", form.Security?.DhcpGuard is { } dhcpGuard ? Word(dhcpGuard) : null);
        Add("security.raGuard", form.Security?.RaGuard is { } raGuard ? Word(raGuard) : null);
        Add("security.spoofGuard", form.Security?.SpoofGuard);
        Add("macLearning.enabled", form.MacLearning?.Enabled is { } learning ? Word(learning) : null);
        Add("macLearning.limit", form.MacLearning?.Limit?.ToString(CultureInfo.InvariantCulture));
        Add("macLearning.limitPolicy", form.MacLearning?.LimitPolicy);
        Add("macLearning.flooding", form.MacLearning?.Flooding is { } flooding ? Word(flooding) : null);
        Add("macLearning.ageingSeconds", form.MacLearning?.AgeingSeconds?.ToString(CultureInfo.InvariantCulture));
        Add("vlan", form.Vlan);
        Add("teaming.policy", form.Teaming?.Policy);
        Add("teaming.active", form.Teaming?.Active is { } active ? string.Join(", ", active) : null);
        Add("teaming.standby", form.Teaming?.Standby is { } standby ? string.Join(", ", standby) : null);
        Add("teaming.failback", form.Teaming?.Failback is { } failback ? Word(failback) : null);
        Add("teaming.notifySwitches", form.Teaming?.NotifySwitches is { } notify ? Word(notify) : null);
        Add("teaming.failureDetection", form.Teaming?.FailureDetection);
        Add("teaming.failbackDelayMilliseconds", form.Teaming?.FailbackDelayMilliseconds?.ToString(CultureInfo.InvariantCulture));
        AddLimit("shaping.ingress", form.Shaping?.Ingress);
        AddLimit("shaping.egress", form.Shaping?.Egress);
        AddFiltering(fields, "policy.filtering", policy.Filtering);

        void AddLimit(string name, ShapingLimitResource? limit)
        {
            Add($"{name}.enabled", limit is null ? null : Word(limit.Enabled));
            Add($"{name}.averageBitsPerSecond", limit?.AverageBitsPerSecond?.ToString(CultureInfo.InvariantCulture));
            Add($"{name}.peakBitsPerSecond", limit?.PeakBitsPerSecond?.ToString(CultureInfo.InvariantCulture));
            Add($"{name}.burstBytes", limit?.BurstBytes?.ToString(CultureInfo.InvariantCulture));
        }

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add(new($"policy.{name}", value));
            }
        }
    }

    /// <summary>Each rule by its name, and their order.</summary>
    private static void AddFiltering(List<KeyValuePair<string, string>> fields, string name, FilteringConfig? filtering)
    {
        if (filtering is null)
        {
            return;
        }

        fields.Add(new($"{name}.enabled", Word(filtering.Enabled)));
        fields.Add(new($"{name}.rules", string.Join(", ", filtering.Rules.Select(rule => rule.Name))));
        foreach (FilterRule rule in filtering.Rules)
        {
            string marks = (rule.Cos is { } cos ? string.Create(CultureInfo.InvariantCulture, $" cos {cos}") : "") + (rule.Dscp is { } dscp ? string.Create(CultureInfo.InvariantCulture, $" dscp {dscp}") : "");
            string asks = string.Join(", ", FilterFields.Write(rule.Match).Select(field => $"{field.Key} {field.Value}"));
            string direction = rule.Direction == FilterDirection.Both ? "" : $" {rule.Direction.ToString().ToLowerInvariant()}";
            fields.Add(new($"{name}.rules.{rule.Name}", $"{rule.Action.ToString().ToLowerInvariant()}{marks}{direction}{(asks.Length > 0 ? ": " + asks : "")}"));
        }
    }

    private static string SwitchName(InventorySnapshot snapshot, PortConfig port) =>
        snapshot.PortGroups.TryGetValue(port.PortGroupId, out PortGroupConfig? group) ? snapshot.Switches[group.SwitchId].Name : "";

    private static string Word(bool value) => value ? "true" : "false";
}

using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Makes, changes and takes away the LAGs of a switch, and holds them and the teaming that names them together.</summary>
internal static class LagEdits
{
    /// <summary>The switch with the LAGs that are wanted. A LAG is known again by its name, and keeps its key.</summary>
    public static SwitchConfig Write(EditSession session, SwitchConfig present, SwitchConfig config, SwitchSpec spec)
    {
        if (spec.Lags is { } wanted)
        {
            config = config with { Lags = Merge(present.Lags, wanted) };
        }

        if (config.Lags.Count > 0 && config.Kind == SwitchKind.Standard)
        {
            session.Errors.Refuse("lags", ShownValue.Of(config.Lags.Count), "must be empty: a standard switch has no LAGs (teaming by ipHash is a static channel)");
        }

        if (config.Lags != present.Lags || config.Uplinks != present.Uplinks)
        {
            foreach (ValidationError error in LagRules.Check(config))
            {
                session.Errors.Invalid(error.Field, error.Value, error.Rule);
            }
        }

        if (present.Lags.Count == 0 && config.Lags.Count > 0)
        {
            foreach (MemberConfig member in config.Members)
            {
                CapabilityCheck.Require(session, session.Draft.Hosts[member.HostId], "lags", RequiredCapabilities.OfLags(config));
            }
        }

        return config;
    }

    /// <summary>What stands in teaming orders: LAGs, and uplinks that are in none.</summary>
    public static ValueList<string> Ways(SwitchConfig owner) => [.. owner.Uplinks.Where(uplink => owner.LagOf(uplink) is null), .. owner.Lags.Select(lag => lag.Name)];

    /// <summary>Uplinks and LAGs that can no longer stand in orders must stand in none: those that go, and those that become members.</summary>
    public static void CheckLost(EditSession session, SwitchConfig present, SwitchConfig config)
    {
        foreach (string lost in Ways(present).Except(Ways(config)))
        {
            (string field, string fault) = config.LagOf(lost) is { } lag ? ("lags", $"cannot become a member of {lag.Name} yet")
                : (present.Uplinks.Contains(lost) ? "uplinks" : "lags", "is in use");
            foreach ((string who, PortPolicyConfig policy) in session.PoliciesOf(config))
            {
                if (PolicyEdits.NamesUplink(policy, lost))
                {
                    session.Errors.Conflict(field, lost, $"{fault}: the teaming policy of {who} names it");
                }
            }
        }
    }

    private static ValueList<LagConfig> Merge(ValueList<LagConfig> present, ValueList<LagSpec> wanted)
    {
        HashSet<int> taken = [.. present.Where(lag => wanted.Any(spec => spec.Name == lag.Name)).Select(lag => lag.Key)];
        List<LagConfig> merged = [];
        foreach (LagSpec spec in wanted)
        {
            LagConfig lag = present.FirstOrDefault(one => one.Name == spec.Name) ?? new LagConfig { Name = spec.Name ?? "", Key = NextKey(taken) };
            taken.Add(lag.Key);
            merged.Add(lag with
            {
                Uplinks = spec.Uplinks ?? lag.Uplinks,
                Mode = spec.Mode ?? lag.Mode,
                Rate = spec.Rate ?? lag.Rate,
                Hash = spec.Hash ?? lag.Hash,
            });
        }

        return [.. merged];
    }

    private static int NextKey(HashSet<int> taken)
    {
        int key = 1;
        while (taken.Contains(key))
        {
            key++;
        }

        return key;
    }
}

using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Validation;

/// <summary>The LAGs of a switch.</summary>
public static class LagRules
{
    public const int MaxLags = 32;
    public const int MaxUplinks = 24;

    /// <summary>Everything that is wrong with them by themselves; empty when all is well.</summary>
    public static IEnumerable<ValidationError> Check(SwitchConfig owner)
    {
        if (owner.Lags.Count > MaxLags)
        {
            yield return new ValidationError("lags", ShownValue.Of(owner.Lags.Count), $"must be at most {MaxLags} LAGs");
        }

        HashSet<string> names = [];
        Dictionary<string, string> lagOfUplink = [];
        for (int i = 0; i < owner.Lags.Count; i++)
        {
            LagConfig lag = owner.Lags[i];
            string? wrongName = owner.Uplinks.Contains(lag.Name) ? "must be another than that of an uplink of the switch" : names.Add(lag.Name) ? NameRules.Check(lag.Name) : "must be unique in the switch";
            if (wrongName is not null)
            {
                yield return new ValidationError($"lags[{i}].name", lag.Name, wrongName);
            }

            if (lag.Uplinks.Count is < 1 or > MaxUplinks)
            {
                yield return new ValidationError($"lags[{i}].uplinks", ShownValue.Of(lag.Uplinks.Count), $"must be 1 to {MaxUplinks} uplinks");
            }

            foreach (string uplink in lag.Uplinks)
            {
                if (!owner.Uplinks.Contains(uplink))
                {
                    yield return new ValidationError($"lags[{i}].uplinks", uplink, $"must name uplinks of the switch: {string.Join(", ", owner.Uplinks)}");
                }
                else if (!lagOfUplink.TryAdd(uplink, lag.Name))
                {
                    yield return new ValidationError($"lags[{i}].uplinks", uplink, $"must be in one LAG, once: it is a member of {lagOfUplink[uplink]}");
                }
            }
        }
    }
}

using System.Globalization;
using Musubi.Contracts.Plan;
using Musubi.Io.Sockets;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>Judges an offer of descriptors as a whole; every error is told, and then none is kept.</summary>
public static class OfferChecks
{
    /// <param name="offer">As it came.</param>
    /// <param name="descriptors">How many came with it.</param>
    /// <param name="stash">What was offered before it.</param>
    public static List<PlanError> Check(DescriptorOffer offer, int descriptors, DescriptorStash stash)
    {
        int room = DescriptorStash.Capacity - stash.Count;
        List<PlanError> errors = [];
        if (offer.Labels.Count != descriptors)
        {
            errors.Add(Error("labels", offer.Labels.Count, $"must be one for each of the {descriptors} descriptors that came"));
        }

        if (offer.Labels.Count > room)
        {
            errors.Add(Error("labels", offer.Labels.Count, $"only {room} more descriptors are kept before a plan claims them"));
        }

        // More labels than a frame can carry descriptors were told of above; the answer stays bounded.
        Dictionary<PortKey, int> parts = [];
        for (int i = 0; i < Math.Min(offer.Labels.Count, UnixFraming.MaxDescriptors); i++)
        {
            DescriptorLabel label = offer.Labels[i];
            if (!Guid.TryParseExact(label.PortId, "D", out Guid id))
            {
                errors.Add(Error($"labels[{i}].port_id", Shorten(label.PortId), "must be a UUID"));
                continue;
            }

            PortKey key = new(id, label.Incarnation);
            int next = parts.TryGetValue(key, out int known) ? known : stash.PartsOf(key);
            if (label.Part != 0 && label.Part != next)
            {
                errors.Add(Error($"labels[{i}].part", label.Part, $"must be 0 or {next}: parts come in order"));
            }

            parts[key] = label.Part == 0 ? 1 : next + 1;
        }

        return errors;
    }

    private static string Shorten(string value) => value.Length <= 64 ? value : value[..61] + "...";

    private static PlanError Error(string field, IConvertible value, string rule) =>
        new() { Field = field, Value = value.ToString(CultureInfo.InvariantCulture), Rule = rule };
}

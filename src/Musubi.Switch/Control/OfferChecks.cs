using System.Globalization;
using Musubi.Contracts.Plan;
using Musubi.Io.Sockets;

namespace Musubi.Switch.Control;

/// <summary>Judges an offer of descriptors as a whole; every error is told, and then none is kept.</summary>
public static class OfferChecks
{
    /// <param name="offer">As it came.</param>
    /// <param name="descriptors">How many came with it.</param>
    /// <param name="room">How many more the stash takes.</param>
    public static List<PlanError> Check(DescriptorOffer offer, int descriptors, int room)
    {
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
        for (int i = 0; i < Math.Min(offer.Labels.Count, UnixFraming.MaxDescriptors); i++)
        {
            if (!Guid.TryParseExact(offer.Labels[i].PortId, "D", out _))
            {
                errors.Add(Error($"labels[{i}].port_id", Shorten(offer.Labels[i].PortId), "must be a UUID"));
            }
        }

        return errors;
    }

    private static string Shorten(string value) => value.Length <= 64 ? value : value[..61] + "...";

    private static PlanError Error(string field, IConvertible value, string rule) =>
        new() { Field = field, Value = value.ToString(CultureInfo.InvariantCulture), Rule = rule };
}

using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>
/// What each port is to have when all of them always have frames to send, as a fluid: at each level the shares decide, but nobody has
/// less than its reservation or more than its limit, and what one may not have the others get. In bits a second on the wire.
/// </summary>
internal static class FluidModel
{
    /// <param name="schedule">With a capacity.</param>
    /// <param name="wire">Bytes on the wire for each byte that limits and reservations count.</param>
    public static Dictionary<IoClassId, double> RatesOf(IoSchedule schedule, double wire)
    {
        Dictionary<IoClassId, double> rates = [];
        Part all = Read(schedule, 0, wire);
        Divide(all, Math.Min(schedule.CapacityBitsPerSecond, all.Most), rates);
        return rates;
    }

    private static Part Read(IoSchedule schedule, int index, double wire)
    {
        IoClass one = schedule.Classes[index];
        Part[] parts = [.. schedule.Classes.Index().Where(other => other.Item.Parent == index).Select(other => Read(schedule, other.Index, wire))];
        double most = one.Id.Kind switch
        {
            IoClassKind.Port => double.MaxValue,
            IoClassKind.Own or IoClassKind.Others => 0,
            _ => parts.Sum(part => Math.Min(part.Most, 1e15)),
        };
        most = one.LimitBitsPerSecond > 0 ? Math.Min(most, one.LimitBitsPerSecond * wire) : most;
        double least = one.Id.Kind == IoClassKind.Pool ? parts.Sum(part => part.Least) : one.ReservationBitsPerSecond * wire;
        return new Part(one, parts, Math.Min(least, most), most);
    }

    private static void Divide(Part whole, double rate, Dictionary<IoClassId, double> rates)
    {
        rates[whole.Class.Id] = rate;
        (double low, double high) = (0.0, 1e15);
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = whole.Parts.Sum(part => At(part, middle, rate)) < rate ? (middle, high) : (low, middle);
        }

        foreach (Part part in whole.Parts)
        {
            Divide(part, At(part, low, rate), rates);
        }
    }

    private static double At(Part part, double level, double all) =>
        Math.Clamp(level * part.Class.Shares, Math.Min(part.Least, all), Math.Max(part.Most, Math.Min(part.Least, all)));

    private sealed record Part(IoClass Class, Part[] Parts, double Least, double Most);
}

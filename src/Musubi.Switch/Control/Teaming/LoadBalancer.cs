namespace Musubi.Switch.Control.Teaming;

/// <summary>
/// Decides which ports leave uplinks that carry too much. A port moves only where the busier of the two uplinks is then less busy than the one that it
/// leaves was, by a margin: so with steady traffic moves come to an end, and a port that would only take its load elsewhere stays. Pure.
/// </summary>
public static class LoadBalancer
{
    /// <summary>Of its capacity, from which on an uplink carries too much.</summary>
    public const double Limit = 0.75;

    /// <summary>Of its capacity, by which a move must help.</summary>
    public const double Margin = 0.05;

    /// <summary>Differences of use that are none.</summary>
    private const double Same = 1e-6;

    /// <summary>Ports that move at one time.</summary>
    public const int MostMoves = 64;

    /// <param name="uplinks">Of one switch; capacities in bit/s, over 0.</param>
    /// <param name="ports">Those that may move, by what they carry over the uplink that they are on.</param>
    /// <param name="mayUse">Whether a port may be moved to an uplink.</param>
    public static IReadOnlyList<LoadMove<T>> Decide<T>(
        IReadOnlyDictionary<T, (double Capacity, Load Load)> uplinks, IReadOnlyList<(T Port, T Uplink, Load Load)> ports, Func<T, T, bool> mayUse)
        where T : class
    {
        Dictionary<T, Load> loads = uplinks.ToDictionary(uplink => uplink.Key, uplink => uplink.Value.Load);
        List<(T Port, T Uplink, Load Load)> left = [.. ports.Where(port => port.Load.Busier > 0)];
        List<LoadMove<T>> moves = [];
        foreach (T from in uplinks.Keys.OrderByDescending(Use).ToList())
        {
            while (moves.Count < MostMoves && Use(from) >= Limit && Best(from) is { } best)
            {
                moves.Add(best.Move);
                left.Remove(best.Port);
                (loads[from], loads[best.Move.To]) = (loads[from] - best.Port.Load, loads[best.Move.To] + best.Port.Load);
            }
        }

        return moves;

        double Use(T uplink) => loads[uplink].Busier / uplinks[uplink].Capacity;

        double With(T uplink, Load change) => (loads[uplink] + change).Busier / uplinks[uplink].Capacity;

        (LoadMove<T> Move, (T Port, T Uplink, Load Load) Port)? Best(T from)
        {
            (LoadMove<T> Move, (T Port, T Uplink, Load Load) Port)? best = null;
            double least = Use(from) - Margin;
            foreach ((T Port, T Uplink, Load Load) port in left.Where(port => port.Uplink == from))
            {
                double rest = With(from, default(Load) - port.Load);
                foreach (T to in uplinks.Keys.Where(to => to != from && mayUse(port.Port, to)))
                {
                    // Of two that help as much, the one that carries less is disturbed.
                    double busier = Math.Max(rest, With(to, port.Load));
                    if (busier < least - Same || (busier <= least + Same && (best is null || port.Load.Busier < best.Value.Port.Load.Busier)))
                    {
                        (least, best) = (busier, (new LoadMove<T>(port.Port, from, to), port));
                    }
                }
            }

            return best;
        }
    }
}

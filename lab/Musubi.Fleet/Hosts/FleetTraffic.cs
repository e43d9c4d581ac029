namespace Musubi.Fleet.Hosts;

/// <summary>What a simulated port carries: a rate of its own that swells and falls. Pure.</summary>
/// <param name="BytesPerSecond">On average, both directions together.</param>
/// <param name="Period">Seconds from swell to swell.</param>
/// <param name="Phase">Of the swelling, 0 to 1.</param>
/// <param name="DropsPerSecond">Frames that it sends and should not.</param>
internal readonly record struct FleetTraffic(double BytesPerSecond, double Period, double Phase, double DropsPerSecond)
{
    private const int FrameBytes = 700;

    /// <summary>Of the port with this number: a few carry much, most little, some nothing.</summary>
    public static FleetTraffic Of(uint number, bool drops)
    {
        // The golden ratio spreads neighbours far apart.
        double spread = number * 0.618_033_988_75 % 1;
        double bytes = spread < 0.15 ? 0 : 2_000 * Math.Pow(10, 4.6 * spread * spread);
        return new FleetTraffic(bytes, 20 + (40 * (spread * 7 % 1)), spread * 13 % 1, drops ? 3 + (number % 5) : 0);
    }

    /// <summary>Adds the counters after so many seconds.</summary>
    public void Count(double seconds, IDictionary<string, ulong> counters)
    {
        double angle = 2 * Math.PI * ((seconds / Period) + Phase);
        // The integral of a rate that swells by 60 percent: it never falls.
        double bytes = BytesPerSecond * (seconds + (0.6 * Period / (2 * Math.PI) * (Math.Cos(2 * Math.PI * Phase) - Math.Cos(angle))));
        if (bytes > 0)
        {
            counters["rx-bytes"] = (ulong)(bytes * 0.38);
            counters["tx-bytes"] = (ulong)(bytes * 0.62);
            counters["rx-frames"] = (ulong)(bytes * 0.38 / FrameBytes);
            counters["tx-frames"] = (ulong)(bytes * 0.62 / FrameBytes);
        }

        if (DropsPerSecond > 0)
        {
            counters["drop-forged-transmit"] = (ulong)(DropsPerSecond * seconds);
        }
    }
}

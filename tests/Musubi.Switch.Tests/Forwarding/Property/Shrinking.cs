namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Makes a scenario that fails smaller for as long as it goes on failing: fewer steps, then fewer frames.</summary>
public static class Shrinking
{
    /// <summary>Scenarios tried, at most.</summary>
    private const int Patience = 400;

    public static Scenario Shrink(Scenario failing, Func<Scenario, bool> fails)
    {
        int tried = 0;
        bool smaller = true;
        while (smaller)
        {
            smaller = false;
            foreach (Scenario candidate in Candidates(failing))
            {
                if (tried++ == Patience)
                {
                    return failing;
                }

                if (fails(candidate))
                {
                    failing = candidate;
                    smaller = true;
                    break;
                }
            }
        }

        return failing;
    }

    private static IEnumerable<Scenario> Candidates(Scenario scenario)
    {
        for (int i = scenario.Steps.Count - 1; i >= 0; i--)
        {
            yield return scenario with { Steps = [.. scenario.Steps.Where((_, at) => at != i)] };
        }

        for (int i = 0; i < scenario.Steps.Count; i++)
        {
            if (scenario.Steps[i] is not Burst burst)
            {
                continue;
            }

            for (int size = burst.Frames.Count / 2; size > 0; size /= 2)
            {
                for (int from = 0; from < burst.Frames.Count; from += size)
                {
                    Burst shorter = burst with { Frames = [.. burst.Frames.Where((_, at) => at < from || at >= from + size)] };
                    yield return scenario with { Steps = [.. scenario.Steps.Select((step, at) => at == i ? shorter : step)] };
                }
            }
        }
    }
}

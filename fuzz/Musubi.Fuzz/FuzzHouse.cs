namespace Musubi.Fuzz;

/// <summary>Runs case after case, beside a guest that keeps the rules and must not be disturbed.</summary>
internal sealed class FuzzHouse : IDisposable
{
    private static readonly FuzzCase Greeting = FuzzCase.Parse("Shape 0\nNegotiate\nExchange\n");

    private readonly FuzzRunner _neighbour = new();

    public FuzzHouse()
    {
        // What the runtime opens and maps once is there before the first case is counted.
        using FuzzRunner first = new();
        first.Run(FuzzCase.Parse("Negotiate\nRace 1\n"));
        _neighbour.Begin(Greeting);
    }

    /// <summary>Runs one case and looks around afterwards. Returns why its sessions ended.</summary>
    /// <exception cref="FuzzFailure">What must never happen has happened.</exception>
    public IReadOnlyList<string> Run(FuzzCase one)
    {
        FuzzLimits before = FuzzLimits.Now;
        List<string> ends;
        using (FuzzRunner runner = new())
        {
            runner.Run(one);
            ends = runner.Ends;
        }

        FuzzLimits after = FuzzLimits.Now;
        FuzzFailure.Unless(after.Mappings == before.Mappings, $"{after.Mappings - before.Mappings} mappings were left");
        FuzzFailure.Unless(after.Descriptors <= before.Descriptors, $"{after.Descriptors - before.Descriptors} descriptors were left open");
        _neighbour.Begin(FuzzCase.Parse("Exchange"));
        return ends;
    }

    public void Dispose() => _neighbour.Dispose();
}

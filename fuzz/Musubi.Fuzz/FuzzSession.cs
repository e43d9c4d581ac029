namespace Musubi.Fuzz;

/// <summary>Cases one after the other; a failing one is made small and kept.</summary>
internal sealed class FuzzSession(FuzzHouse house, string results)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>How often sessions ended by each reason.</summary>
    public Dictionary<string, int> Ends { get; } = [];

    /// <summary>False when the case failed; it is told why, and where the case was written.</summary>
    public bool Try(string name, FuzzCase one)
    {
        // A crash leaves the case that crashed.
        string running = Path.Combine(results, "running.txt");
        File.WriteAllText(running, $"# {name}\n{one.ToText()}");
        using Timer watch = new(_ => Environment.FailFast($"{name} did not end within {Limit.TotalSeconds:0} s; it is in {running}"), null, Limit, Timeout.InfiniteTimeSpan);
        try
        {
            foreach (string end in house.Run(one))
            {
                Ends[end] = Ends.GetValueOrDefault(end) + 1;
            }

            return true;
        }
        catch (FuzzFailure failure)
        {
            watch.Change(Timeout.Infinite, Timeout.Infinite);
            string file = Path.Combine(results, "failed.txt");
            FuzzCase small = CaseMinimizer.Shrink(one, Fails);
            File.WriteAllText(file, $"# {name}: {failure.Message}\n{small.ToText()}");
            Console.WriteLine($"{name} FAILED: {failure}\n{small.ToText()}It is in {file}.");
            return false;
        }
    }

    /// <summary>Keeps a small case for each reason by which sessions end and that the folder has no case of.</summary>
    public void Gather(string name, FuzzCase one, string folder)
    {
        foreach (string end in house.Run(one).Distinct())
        {
            string file = Path.Combine(folder, FileName(end));
            if (!File.Exists(file))
            {
                FuzzCase small = CaseMinimizer.Shrink(one, candidate => house.Run(candidate).Contains(end));
                File.WriteAllText(file, $"# {name}\n{small.ToText()}");
            }
        }
    }

    /// <summary>What a case that ends sessions so is called in the corpus.</summary>
    public static string FileName(string end) => end.Replace(' ', '-') + ".txt";

    private bool Fails(FuzzCase one)
    {
        try
        {
            house.Run(one);
            return false;
        }
        catch (FuzzFailure)
        {
            return true;
        }
    }
}

namespace Musubi.Bench.Report;

/// <summary>What the rounds of one peer in one case come to.</summary>
internal readonly record struct Summary(double Median, double Least, double Most, int Rounds)
{
    public static Summary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[^1], sorted.Length);
    }
}

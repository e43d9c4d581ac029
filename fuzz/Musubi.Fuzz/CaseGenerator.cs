namespace Musubi.Fuzz;

/// <summary>Makes cases out of a seed: the same seed gives the same case.</summary>
internal static class CaseGenerator
{
    private const int MostOperations = 60;

    /// <summary>Kinds, as often as they are to be chosen.</summary>
    private static readonly FuzzKind[] Weighted =
    [
        FuzzKind.Send, FuzzKind.Send, FuzzKind.Send, FuzzKind.Send, FuzzKind.Raw, FuzzKind.Hold, FuzzKind.Release, FuzzKind.Release, FuzzKind.Close,
        FuzzKind.Descriptor, FuzzKind.Descriptor, FuzzKind.Descriptor, FuzzKind.Descriptor, FuzzKind.Descriptor, FuzzKind.Descriptor,
        FuzzKind.Entry, FuzzKind.Entry, FuzzKind.Index, FuzzKind.Index, FuzzKind.Index, FuzzKind.Corrupt, FuzzKind.Corrupt,
        FuzzKind.Buffer, FuzzKind.Buffer, FuzzKind.Buffer, FuzzKind.Receive, FuzzKind.Receive, FuzzKind.Receive, FuzzKind.Receive, FuzzKind.Complete,
        FuzzKind.Transmit, FuzzKind.Transmit, FuzzKind.Transmit, FuzzKind.Flush, FuzzKind.Arm, FuzzKind.Disarm,
        FuzzKind.Exchange, FuzzKind.Exchange, FuzzKind.Shrink, FuzzKind.Race, FuzzKind.Log, FuzzKind.Restart, FuzzKind.Restart, FuzzKind.Negotiate, FuzzKind.Reconnect,
    ];

    public static FuzzCase Make(int seed)
    {
        Random random = new(seed);
        List<FuzzOperation> operations = [new FuzzOperation(FuzzKind.Shape, random.Next(64))];
        if (random.Next(10) != 0)
        {
            operations.Add(new FuzzOperation(FuzzKind.Negotiate));
            operations.Add(new FuzzOperation(FuzzKind.Exchange));
        }

        int count = random.Next(4, MostOperations);
        for (int i = 0; i < count; i++)
        {
            operations.Add(new FuzzOperation(Weighted[random.Next(Weighted.Length)], Number(random), Number(random), Number(random), Number(random)));
        }

        return new FuzzCase(operations);
    }

    /// <summary>Mostly small: rings and fields are few.</summary>
    private static int Number(Random random) => random.Next(3) == 0 ? random.Next() : random.Next(48);
}

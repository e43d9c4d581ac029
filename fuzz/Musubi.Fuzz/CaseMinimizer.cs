namespace Musubi.Fuzz;

/// <summary>Takes operations out of a failing case for as long as it goes on failing.</summary>
internal static class CaseMinimizer
{
    public static FuzzCase Shrink(FuzzCase failing, Func<FuzzCase, bool> fails)
    {
        bool smaller = true;
        while (smaller)
        {
            smaller = false;
            for (int i = failing.Operations.Count - 1; i >= 0; i--)
            {
                FuzzCase candidate = failing.Without(i);
                if (fails(candidate))
                {
                    failing = candidate;
                    smaller = true;
                }
            }
        }

        return failing;
    }
}

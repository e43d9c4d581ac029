namespace Musubi.Controller.Store;

/// <summary>Bounds that every store keeps, and the check of them.</summary>
public static class StoreLimits
{
    /// <summary>Characters of a key, all printable ASCII.</summary>
    public const int KeyLength = 512;

    /// <summary>Bytes of a value.</summary>
    public const int ValueBytes = 1 << 20;

    /// <summary>Checks and writes of one transaction.</summary>
    public const int Operations = 200_000;

    /// <summary>Commits that a watch can look back on.</summary>
    public const int History = 1_000;

    /// <summary>Throws when a transaction breaks a bound or writes one key twice.</summary>
    /// <exception cref="StoreLimitException">Names the bound.</exception>
    public static void Require(StoreTransaction transaction)
    {
        if (transaction.Checks.Count + transaction.Writes.Count > Operations)
        {
            throw new StoreLimitException($"a transaction holds at most {Operations} checks and writes");
        }

        foreach (StoreCheck check in transaction.Checks)
        {
            RequireKey(check.Key);
        }

        HashSet<string> written = new(transaction.Writes.Count, StringComparer.Ordinal);
        foreach (StoreWrite write in transaction.Writes)
        {
            RequireKey(write.Key);
            if (write.Value is { Length: > ValueBytes })
            {
                throw new StoreLimitException($"the value of '{write.Key}' is larger than {ValueBytes} bytes");
            }

            if (!written.Add(write.Key))
            {
                throw new StoreLimitException($"a transaction writes '{write.Key}' twice");
            }
        }
    }

    private static void RequireKey(string key)
    {
        if (key.Length is 0 or > KeyLength || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new StoreLimitException($"a key is 1..{KeyLength} printable ASCII characters");
        }
    }
}

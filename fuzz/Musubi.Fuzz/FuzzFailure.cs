namespace Musubi.Fuzz;

/// <summary>Something happened that must never happen.</summary>
internal sealed class FuzzFailure : Exception
{
    public FuzzFailure(string what)
        : base(what)
    {
    }

    public FuzzFailure(string what, Exception inner)
        : base(what, inner)
    {
    }

    public static void Unless(bool holds, string what)
    {
        if (!holds)
        {
            throw new FuzzFailure(what);
        }
    }
}

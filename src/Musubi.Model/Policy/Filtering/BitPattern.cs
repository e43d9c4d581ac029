namespace Musubi.Model.Policy.Filtering;

/// <summary>Values that agree with one in the bits of a mask, or all others.</summary>
/// <param name="Value">No bit outside of the mask.</param>
internal readonly record struct BitPattern(UInt128 Value, UInt128 Mask, bool Negated)
{
    /// <summary>It holds for nothing.</summary>
    public bool IsEmpty => Negated && Mask == 0;

    /// <summary>Whatever this holds for, the other holds for.</summary>
    public bool IsWithin(BitPattern other)
    {
        (BitPattern own, BitPattern theirs) = (Plain, other.Plain);
        return (own.Negated, theirs.Negated) switch
        {
            (false, false) => own.Has(theirs),
            (true, true) => theirs.Has(own),
            // Some bit that both look at differs.
            (false, true) => ((own.Value ^ theirs.Value) & own.Mask & theirs.Mask) != 0,
            (true, false) => theirs.Mask == 0 || own.IsEmpty,
        };
    }

    /// <summary>One bit that is not one is the other.</summary>
    private BitPattern Plain => Negated && UInt128.PopCount(Mask) == 1 ? new BitPattern(Value ^ Mask, Mask, false) : this;

    /// <summary>Without their negations: every value of this is one of the other.</summary>
    private bool Has(BitPattern other) => (other.Mask & ~Mask) == 0 && (Value & other.Mask) == other.Value;
}

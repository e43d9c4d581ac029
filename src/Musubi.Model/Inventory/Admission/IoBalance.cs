namespace Musubi.Model.Inventory.Admission;

/// <summary>Something that is reserved, against what there is for it.</summary>
/// <param name="Key">By what it is known again after a change.</param>
/// <param name="Demand">Bits a second.</param>
/// <param name="Supply">Bits a second.</param>
/// <param name="Field">What an error names.</param>
/// <param name="Rule">The whole of the arithmetic.</param>
internal sealed record IoBalance(string Key, long Demand, long Supply, string Field, Func<string> Rule)
{
    public bool IsMet => Demand <= Supply;

    public long Missing => Demand - Supply;
}

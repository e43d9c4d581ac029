using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>
/// One thing that a running lab must show. The demo and the system tests run the same checks. Each leaves the lab as it
/// found it.
/// </summary>
internal abstract class Check(ProductionFabric fabric)
{
    private readonly List<string> _facts = [];
    private readonly List<string> _faults = [];

    /// <summary>What must hold, as a sentence.</summary>
    public abstract string Title { get; }

    protected ProductionFabric Fabric { get; } = fabric;

    protected Datacenter Lab => Fabric.Datacenter;

    public async Task<CheckOutcome> RunAsync()
    {
        try
        {
            await ObserveAsync();
        }
        catch (LabException e)
        {
            _faults.Add(e.Message);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IOException)
        {
            // An answer without what it should have: the check does not hold, and the others still run.
            _faults.Add($"{e.GetType().Name}: {e.Message}");
        }

        return _faults.Count == 0 ? new CheckOutcome(true, string.Join(" · ", _facts)) : new CheckOutcome(false, string.Join(" · ", _faults));
    }

    /// <summary>Makes things happen, and tells <see cref="Fact"/> and <see cref="Expect"/> what it sees.</summary>
    protected abstract Task ObserveAsync();

    /// <summary>Something measured, for the line that is printed.</summary>
    protected void Fact(FormattableString fact) => _facts.Add(FormattableString.Invariant(fact));

    /// <summary>Something that must be so; <paramref name="fault"/> says what is wrong when it is not.</summary>
    protected void Expect(bool holds, FormattableString fault)
    {
        if (!holds)
        {
            _faults.Add(FormattableString.Invariant(fault));
        }
    }
}

namespace Musubi.Switch.Tests.Forwarding.Mutation;

/// <summary>Holds the property itself to account: it must see what is wrong, and only that.</summary>
public sealed class MutationTests
{
    private const int Seed = 20_260;
    private const int Scenarios = 4800;

    public static TheoryData<string> FaultNames => [.. Faults.All.Select(fault => fault.Name)];

    [Fact]
    public void The_property_holds_for_the_pipeline_as_it_stands() => Assert.Null(MutatedPipeline.Run(null, Seed, Scenarios));

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void A_planted_fault_is_caught(string name)
    {
        Fault fault = Faults.All.Single(fault => fault.Name == name);
        Assert.Equal(1, MutatedPipeline.Occurrences(fault));
        string? failure = MutatedPipeline.Run(fault, Seed, Scenarios);
        Assert.StartsWith($"seed {Seed}", failure, StringComparison.Ordinal);
    }
}

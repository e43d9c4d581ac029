using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Conformance;

/// <summary>
/// Every policy by its table of cases: the frame sent, and each delivery, tag and drop that must follow, and nothing else. Over the pipeline alone, and
/// again with frames that come and go by real ports of each kind.
/// </summary>
public abstract class ConformanceTests(PortKind kind)
{
    public static TheoryData<string, string> Cases => Of(_ => true);

    public static TheoryData<string, string> RealCases => Of(file => !file.MemoryOnly);

    private static TheoryData<string, string> Of(Func<ConformanceFile, bool> which)
    {
        TheoryData<string, string> data = [];
        foreach (ConformanceFile file in ConformanceFile.All.Where(which))
        {
            foreach (ConformanceCase one in file.Cases)
            {
                data.Add(file.Name, one.Title);
            }
        }

        return data;
    }

    /// <summary>Takes one case of one file.</summary>
    protected void Run(string policy, string title)
    {
        ConformanceFile file = ConformanceFile.All.Single(file => file.Name == policy);
        ConformanceCase one = file.Cases.Single(one => one.Title == title);
        ConformancePlan plan = new(file);
        Assert.Equal([], PlanValidator.Validate(plan.Plan).Select(Text));
        using PipelineBench bench = plan.Build(kind);
        ConformanceRun run = new(plan, bench);
        Assert.NotEmpty(one.Steps);
        foreach (ConformanceStep step in one.Steps)
        {
            if (run.Take(step) is { } wrong)
            {
                Assert.Fail(wrong);
            }
        }
    }

    private static string Text(PlanError error) => $"{error.Field} {error.Value}: {error.Rule}";

    public sealed class OverMemory() : ConformanceTests(PortKind.Memory)
    {
        [Theory]
        [MemberData(nameof(Cases))]
        public void A_frame_goes_where_the_policy_says(string policy, string title) => Run(policy, title);
    }

    public sealed class OverTap() : ConformanceTests(PortKind.Tap)
    {
        [Theory]
        [MemberData(nameof(RealCases))]
        public void A_frame_goes_where_the_policy_says(string policy, string title) => Run(policy, title);
    }

    public sealed class OverPacket() : ConformanceTests(PortKind.Packet)
    {
        [Theory]
        [MemberData(nameof(RealCases))]
        public void A_frame_goes_where_the_policy_says(string policy, string title) => Run(policy, title);
    }

    public sealed class OverVhostUser() : ConformanceTests(PortKind.VhostUser)
    {
        [Theory]
        [MemberData(nameof(RealCases))]
        public void A_frame_goes_where_the_policy_says(string policy, string title) => Run(policy, title);
    }

    public sealed class OverXdp() : ConformanceTests(PortKind.Xdp)
    {
        [Theory]
        [MemberData(nameof(RealCases))]
        public void A_frame_goes_where_the_policy_says(string policy, string title) => Run(policy, title);
    }
}

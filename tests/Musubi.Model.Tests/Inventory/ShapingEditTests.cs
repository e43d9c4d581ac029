using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class ShapingEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void Each_direction_is_inherited_as_a_whole()
    {
        _fabric.Do(RequestReader.UpdateSwitch(_fabric.Switch().Name, Policy("""{"ingress": {"averageBitsPerSecond": 1000000}, "egress": {"averageBitsPerSecond": 2000000, "peakBitsPerSecond": 4000000, "burstBytes": 5000}}""")));
        _fabric.Do(Update("""{"egress": {"enabled": false}}"""));
        PortPolicy policy = PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy);
        Assert.Equal(ShapingLimit.Of(1_000_000, 1_000_000, 65_536), policy.IngressShaping);
        Assert.Equal(ShapingLimit.Off, policy.EgressShaping);
        Assert.Equal(PolicyOrigin.PortGroup, PolicyResolver.Trace(_fabric.Switch(), _fabric.PortGroup().Policy).EgressShaping);

        _fabric.Do(Update("\"inherit\""));
        Assert.Null(_fabric.PortGroup().Policy.Shaping);
        Assert.Equal(4_000_000, PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy).EgressShaping.PeakBitsPerSecond);
    }

    [Theory]
    [InlineData("""{"ingress": {"averageBitsPerSecond": 7999}}""", "policy.shaping.ingress.averageBitsPerSecond", "7999")]
    [InlineData("""{"ingress": {"enabled": true}}""", "policy.shaping.ingress.averageBitsPerSecond", "0")]
    [InlineData("""{"egress": {"averageBitsPerSecond": 9000, "peakBitsPerSecond": 8999}}""", "policy.shaping.egress.peakBitsPerSecond", "8999")]
    [InlineData("""{"egress": {"averageBitsPerSecond": 9000, "burstBytes": 1599}}""", "policy.shaping.egress.burstBytes", "1599")]
    [InlineData("""{"egress": {"averageBitsPerSecond": 9000, "burstBytes": 1073741825}}""", "policy.shaping.egress.burstBytes", "1073741825")]
    public void Contradictions_are_errors_that_name_field_and_value(string shaping, string field, string value)
    {
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, Update(shaping));
        Assert.Equal((field, value), (error.Field, error.Value));
    }

    [Theory]
    [InlineData("""{"ingress": 5}""", "policy.shaping.ingress")]
    [InlineData("""{"ingress": {"averageBitsPerSecond": "fast"}}""", "policy.shaping.ingress.averageBitsPerSecond")]
    [InlineData("""{"egress": {"average": 5}}""", "policy.shaping.egress.average")]
    [InlineData("""{"outbound": null}""", "policy.shaping.outbound")]
    public void Wrong_forms_are_named_by_their_path(string shaping, string field) => Assert.Equal(field, Assert.Single(Update(shaping).ReadErrors).Field);

    [Fact]
    public void Hosts_must_be_able_to_shape() =>
        Assert.Contains(
            RequiredCapabilities.OfPolicy(PolicyResolver.Resolve(_fabric.Switch(), new PortPolicyConfig { Shaping = new ShapingConfig { Egress = ShapingLimit.Of(9000) } })),
            requirement => requirement.Capability == Capability.Shaping);

    private static UpdatePortGroup Update(string shaping) => RequestReader.UpdatePortGroup("web", Policy(shaping));

    private static JsonElement Policy(string shaping) => JsonDocument.Parse($"{{\"policy\": {{\"shaping\": {shaping}}}}}").RootElement;
}

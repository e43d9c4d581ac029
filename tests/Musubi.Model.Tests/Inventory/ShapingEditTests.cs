using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class ShapingEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void What_a_guest_that_migrates_saved_up_goes_ahead_of_it()
    {
        _fabric.Do(TestFabric.Vnic("web1"));
        Guid port = _fabric.PortOf("web1").Id;
        Assert.Empty(_fabric.Do(Leaving("h1", port, new ShaperCredit(1, 2))).Changes);

        _fabric.Do(new MigrateVnic("web1", "nic0", "h2", null, null));
        Assert.Null(ShareOf("h2", port).ShaperCredit);
        Assert.Empty(_fabric.Do(Leaving("h2", port, new ShaperCredit(1, 2))).Changes);
        _fabric.Do(Leaving("h1", port, new ShaperCredit(1, 2)));
        Assert.Equal(new ShaperCredit(1, 2), ShareOf("h2", port).ShaperCredit);
        Assert.Null(ShareOf("h1", port).ShaperCredit);

        _fabric.Do(new CancelMigration("web1", "nic0", null));
        _fabric.Do(new MigrateVnic("web1", "nic0", "h2", null, null));
        Assert.Null(ShareOf("h2", port).ShaperCredit);
        _fabric.Do(Leaving("h1", port, new ShaperCredit(3, 4)));
        _fabric.Do(new CompleteMigration("web1", "nic0", null));
        Assert.Null(ShareOf("h2", port).ShaperCredit);
    }

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

    private SharePort ShareOf(string host, Guid port) => ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host(host).Id).Ports[port];

    private ReportHost Leaving(string host, Guid port, ShaperCredit credit) =>
        new(_fabric.Host(host).Id, _fabric.Host(host).Capabilities, _fabric.Host(host).Nics) { Moving = [new LeavingGuest(port, [], credit)] };
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class ApplyTests
{
    private const string Fabric = """
        [
          {"kind": "Vm", "name": "web1", "host": "h1", "vnics": [
            {"name": "nic0", "portGroup": "web", "mac": "02:00:00:00:00:01", "attachment": {"type": "namespace", "namespace": "web1", "interface": "eth0"}}]},
          {"kind": "PortGroup", "name": "web", "switch": "dvs", "policy": {"vlan": 10, "security": {"promiscuous": "accept"}}},
          {"kind": "HostAdapter", "name": "vmk1", "host": "h2", "portGroup": "web", "addresses": ["192.0.2.2/24"]},
          {"kind": "Switch", "name": "dvs", "mtu": 9000, "hosts": [
            {"host": "h1", "uplinks": {"Uplink 1": "u1"}}, {"host": "h2", "uplinks": {"Uplink 1": "u1", "Uplink 2": "u2"}}]}
        ]
        """;

    [Fact]
    public void Documents_in_any_order_make_a_whole_fabric()
    {
        TestFabric fabric = new();

        fabric.Apply(Fabric);

        Assert.Equal(9000, fabric.Switch().Mtu);
        Assert.Equal(2, fabric.Switch().Members.Count);
        Assert.Equal("10", VlanText.Format(fabric.PortGroup().Policy.Vlan!));
        Assert.Equal("02:00:00:00:00:01", fabric.PortOf("web1").Connection!.Mac.ToString());
        Assert.Equal(4, fabric.Snapshot.Revision);
    }

    [Fact]
    public void A_second_apply_changes_nothing()
    {
        TestFabric fabric = new();
        fabric.Apply(Fabric);
        Assert.Empty(fabric.Apply(Fabric).Changes);
    }

    [Fact]
    public void Objects_that_no_document_mentions_are_left_alone()
    {
        TestFabric fabric = new();
        fabric.Apply(Fabric);

        EditResult result = fabric.Apply("""[{"kind": "PortGroup", "name": "db", "switch": "dvs"}]""");

        Assert.Equal(2, fabric.Snapshot.PortGroups.Count);
        Assert.Equal(9000, fabric.Switch().Mtu);
        Assert.DoesNotContain(DifferenceFinder.Flatten(DifferenceFinder.Between(result)), d => d.Object != "portGroup db");
    }

    [Fact]
    public void Three_mistakes_are_named_together_with_their_documents_and_nothing_changes()
    {
        TestFabric fabric = new();

        ValueList<ValidationError> errors = fabric.FailAll(EditOutcome.Invalid, TestFabric.ReadApply("""
            [
              {"kind": "Switch", "name": "dvs", "mtuu": 9000},
              {"kind": "PortGroup", "name": "web", "switch": "dvs", "policy": {"vlan": 5000}},
              {"kind": "Vm", "name": "web1", "host": "h1", "vnics": [{"portGroup": "web", "mac": "zz", "attachment": {"type": "tap", "interface": "t0"}}]}
            ]
            """));

        Assert.Equal(
            ["documents[0] Switch dvs: mtuu", "documents[1] PortGroup web: policy.vlan", "documents[2] Vm web1: vnics[0].mac"],
            errors.Where(e => !e.Field.EndsWith("host", StringComparison.Ordinal)).Select(e => e.Field));
        Assert.Equal(["9000", "5000", "zz"], errors.Take(3).Select(e => e.Value));
        Assert.Empty(fabric.Snapshot.Switches);
    }

    [Fact]
    public void An_error_in_a_document_is_not_repeated_by_what_refers_to_it()
    {
        ValueList<ValidationError> errors = new TestFabric().FailAll(EditOutcome.Invalid, TestFabric.ReadApply("""
            [
              {"kind": "Switch", "name": "a/b"},
              {"kind": "PortGroup", "name": "web", "switch": "a/b"},
              {"kind": "HostAdapter", "name": "vmk1", "host": "h1", "portGroup": "web"}
            ]
            """));

        Assert.Equal("documents[0] Switch a/b: name", Assert.Single(errors).Field);
    }

    [Theory]
    [InlineData("""[5]""", "documents[0] of no known kind: ")]
    [InlineData("""[{"kind": "Router"}]""", "documents[0] of no known kind: kind")]
    [InlineData("""[{"name": "x"}]""", "documents[0] of no known kind: kind")]
    [InlineData("""{"kind": "Switch"}""", "documents")]
    [InlineData("""[{"kind": "Switch"}]""", "documents[0] Switch: name")]
    [InlineData("""[{"kind": "Vm"}]""", "documents[0] Vm: name")]
    [InlineData("""[{"kind": "Switch", "name": "a"}, {"kind": "Switch", "name": "a"}]""", "documents[1] Switch a: name")]
    [InlineData("""[{"kind": "Switch", "name": "a", "revision": "x"}]""", "documents[0] Switch a: revision")]
    [InlineData("""[{"kind": "Switch", "name": "a", "name": "b"}]""", "documents[0] Switch a: name")]
    public void A_document_with_a_bad_form_is_named(string documents, string field) =>
        Assert.Contains(new TestFabric().FailAll(EditOutcome.Invalid, TestFabric.ReadApply(documents)), e => e.Field == field);

    [Fact]
    public void A_part_that_has_a_bad_form_is_not_judged_a_second_time() =>
        Assert.Equal("documents[0] Switch a: hosts[0]", Assert.Single(new TestFabric().FailAll(
            EditOutcome.Invalid, TestFabric.ReadApply("""[{"kind": "Switch", "name": "a", "hosts": ["h1"]}]"""))).Field);

    [Theory]
    [InlineData("Switch", "dvs")]
    [InlineData("PortGroup", "web")]
    public void Revision_0_asks_for_an_object_that_is_not_there_yet(string kind, string name)
    {
        TestFabric fabric = new();
        fabric.Apply(Fabric);
        string more = kind == "PortGroup" ? ", \"switch\": \"dvs\"" : "";
        ValidationError error = fabric.Fail(EditOutcome.Conflict, TestFabric.ReadApply($$"""[{"kind": "{{kind}}", "name": "{{name}}"{{more}}, "revision": 0}]"""));
        Assert.Equal($"documents[0] {kind} {name}: name", error.Field);
        Assert.NotEmpty(fabric.Apply($$"""[{"kind": "{{kind}}", "name": "other"{{more}}, "revision": 0}]""").Changes);
    }

    [Fact]
    public void A_stale_revision_in_a_document_is_refused()
    {
        TestFabric fabric = new();
        fabric.Apply(Fabric);
        ValidationError error = fabric.Fail(EditOutcome.Conflict, TestFabric.ReadApply("""[{"kind": "Switch", "name": "dvs", "revision": 1, "mtu": 1500}]"""));
        Assert.Equal("documents[0] Switch dvs: revision", error.Field);
    }

    [Fact]
    public void Differences_name_object_field_and_both_values()
    {
        TestFabric fabric = new();
        fabric.Apply(Fabric);

        EditResult result = fabric.Apply("""
            [
              {"kind": "PortGroup", "name": "web", "policy": {"vlan": "trunk 0,20-30", "security": "inherit"}},
              {"kind": "Vm", "name": "web1", "host": "h2", "vnics": [
                {"portGroup": "web", "attachment": {"type": "namespace", "namespace": "web1", "interface": "eth0"}}]}
            ]
            """);

        Assert.Equal(
            [
                new Difference("portGroup web", "policy.vlan", "10", "trunk 0,20-30"),
                new Difference("portGroup web", "policy.security.promiscuous", "accept", null),
                new Difference("vnic web1 nic0", "host", "h1", "h2"),
            ],
            DifferenceFinder.Flatten(DifferenceFinder.Between(result)));
    }

    [Fact]
    public void A_fabric_of_ten_thousand_lines_is_applied_whole()
    {
        TestFabric fabric = new();
        fabric.Apply(Fabric);
        string documents = ManyVms(1500);
        Assert.True(documents.Split('\n').Length > 10_000);

        EditResult result = fabric.Apply(documents);

        PortConfig[] connected = [.. fabric.Snapshot.Ports.Values.Where(p => p.Connection is not null)];
        Assert.Equal(1502, connected.Length);
        Assert.Equal(1502, connected.Select(p => p.Connection!.Mac).Distinct().Count());
        Assert.Equal(EventComposer.MaxEvents + 1, TestFabric.EventsOf(result).Count);
        Assert.Empty(fabric.Apply(documents).Changes);
    }

    /// <summary>Eight times the documents: eight times the work when it is linear, sixty-four times when it is quadratic.</summary>
    [Fact]
    public void The_work_of_an_apply_is_in_proportion_to_its_documents()
    {
        // As much work in eight parts as in one, each at its best of several: were the work quadratic, the one would take eight times as long.
        TimeSpan parts = TimeSpan.MaxValue;
        TimeSpan whole = TimeSpan.MaxValue;
        for (int i = 0; i < 20 && (i < 3 || whole > 3 * parts); i++)
        {
            parts = Shorter(parts, TimeToApply(400, times: 8));
            whole = Shorter(whole, TimeToApply(3200, times: 1));
        }

        Assert.True(whole <= 3 * parts, $"8 times 400 VMs took {parts.TotalMilliseconds} ms, 3200 took {whole.TotalMilliseconds} ms");
    }

    [Fact]
    public void The_same_command_on_the_same_inventory_gives_the_same_result()
    {
        TestFabric one = new();
        TestFabric other = new();
        one.Apply(Fabric);
        other.Apply(Fabric);
        Assert.Equal(one.Snapshot.Ports.OrderBy(p => p.Key), other.Snapshot.Ports.OrderBy(p => p.Key));
        Assert.Equal(one.Snapshot.Switches, other.Snapshot.Switches);
    }

    [Fact]
    public void Events_name_who_asked_and_what_changed()
    {
        TestFabric fabric = new();

        var events = TestFabric.EventsOf(fabric.Apply(Fabric));

        Assert.Equal(
            ["switch.created", "portGroup.created", "adapter.created", "vnic.connected"], events.Select(e => e.Reason));
        Assert.All(events, e => Assert.Equal(("token test", 4L), (e.Caller, e.Revision)));
        Assert.Contains("policy.vlan 10", events[1].Message, StringComparison.Ordinal);
        Assert.Equal("h1", events[3].Host);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan TimeToApply(int vms, int times)
    {
        TimeSpan sum = TimeSpan.Zero;
        for (int i = 0; i < times; i++)
        {
            TestFabric fabric = new();
            fabric.Apply(Fabric);
            Apply command = TestFabric.ReadApply(ManyVms(vms));
            long start = Stopwatch.GetTimestamp();
            fabric.Do(command);
            sum += Stopwatch.GetElapsedTime(start);
        }

        return sum;
    }

    private static string ManyVms(int count)
    {
        StringBuilder documents = new("[");
        for (int i = 0; i < count; i++)
        {
            documents.AppendLine(CultureInfo.InvariantCulture, $$"""
                {
                  "kind": "Vm",
                  "name": "vm{{i}}",
                  "host": "h{{1 + (i % 2)}}",
                  "vnics": [{
                    "portGroup": "web",
                    "attachment": {"type": "tap", "interface": "tap{{i}}"}
                  }]
                },
                """);
        }

        return documents.AppendLine("""{"kind": "PortGroup", "name": "last", "switch": "dvs"}]""").ToString();
    }
}

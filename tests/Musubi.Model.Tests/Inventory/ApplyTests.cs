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
        TimeToApply(400);
        // A kernel that is asked in the wrong moment has counted nothing yet.
        long few = Enumerable.Range(0, 20).Select(_ => TimeToApply(400)).Where(time => time > 0).Take(5).Min();
        long many = long.MaxValue;
        for (int i = 0; i < 10 && many > 24 * few; i++)
        {
            many = Math.Min(many, TimeToApply(3200));
        }

        Assert.True(many <= 24 * few, $"400 VMs took {few} ns of this thread, 3200 took {many} ns");
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

    /// <summary>Nanoseconds that this thread ran (proc(5), schedstat): what else the machine does is not in it.</summary>
    private static long TimeToApply(int vms)
    {
        TestFabric fabric = new();
        fabric.Apply(Fabric);
        Apply command = TestFabric.ReadApply(ManyVms(vms));
        long start = ThreadTime();
        fabric.Do(command);
        return ThreadTime() - start;
    }

    private static long ThreadTime() =>
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);

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

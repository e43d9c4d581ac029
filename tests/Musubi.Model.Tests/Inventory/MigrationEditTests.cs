using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class MigrationEditTests
{
    private static readonly VhostUserAttachment There = new("/run/there.sock");

    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    public MigrationEditTests() => _fabric.Do(TestFabric.Vnic("web1"));

    [Fact]
    public void A_port_is_readied_on_the_other_host_and_stays_connected_where_it_is()
    {
        PortConfig before = _fabric.PortOf("web1");

        EditResult result = _fabric.Do(Migrate());

        PortConfig port = _fabric.PortOf("web1");
        Assert.Equal((before.Connection, before.Incarnation, before.Id), (port.Connection, port.Incarnation, result.Target));
        Assert.Equal(before.Connection! with { HostId = Host("h2"), Attachment = There }, port.Destination);
        Assert.Equal("vnic.migrating", Assert.Single(TestFabric.EventsOf(result)).Reason);
        SharePort source = Share("h1"), destination = Share("h2");
        Assert.Equal((MigrationRole.Source, port.Incarnation, port.Connection), (source.Migration, source.Incarnation, source.Connection));
        Assert.Equal((MigrationRole.Destination, port.Incarnation + 1, port.Destination), (destination.Migration, destination.Incarnation, destination.Connection));
        Assert.Empty(_fabric.Do(Migrate()).Changes);
    }

    [Fact]
    public void A_guest_that_arrived_is_connected_there_and_its_port_there_goes_on_as_it_is()
    {
        _fabric.Do(Migrate());
        SharePort readied = Share("h2");

        EditResult result = _fabric.Do(new CompleteMigration("web1", "nic0", null));

        PortConfig port = _fabric.PortOf("web1");
        Assert.Equal((Host("h2"), (ConnectionConfig?)null), (port.Connection!.HostId, port.Destination));
        Assert.Equal(readied with { Migration = MigrationRole.None }, Share("h2"));
        Assert.Empty(ShareCompiler.Compile(_fabric.Snapshot, Host("h1")).Ports);
        Assert.Equal("vnic.moved", Assert.Single(TestFabric.EventsOf(result)).Reason);
    }

    [Fact]
    public void A_host_that_tells_of_a_guest_that_runs_there_completes_only_what_was_awaited_there()
    {
        Guid port = _fabric.PortOf("web1").Id;
        _fabric.Do(Report("h2", port));
        Assert.Equal(Host("h1"), _fabric.PortOf("web1").Connection!.HostId);
        _fabric.Do(Migrate());
        _fabric.Do(Report("h1", port));
        Assert.Equal(Host("h1"), _fabric.PortOf("web1").Connection!.HostId);

        _fabric.Do(Report("h2", port, Guid.Empty));

        Assert.Equal((Host("h2"), There), (_fabric.PortOf("web1").Connection!.HostId, _fabric.PortOf("web1").Connection!.Attachment));
    }

    [Fact]
    public void A_migration_that_is_given_up_leaves_the_port_where_it_was()
    {
        PortConfig before = _fabric.PortOf("web1");
        _fabric.Do(Migrate());
        EditResult result = _fabric.Do(new CancelMigration("web1", "nic0", null));
        Assert.Equal(before with { Revision = result.Snapshot.Revision }, _fabric.PortOf("web1"));
        Assert.Empty(ShareCompiler.Compile(_fabric.Snapshot, Host("h2")).Ports);
        Assert.Equal("vnic.stays", Assert.Single(TestFabric.EventsOf(result)).Reason);
    }

    [Fact]
    public void Without_another_place_the_vNIC_is_attached_there_as_it_is_here()
    {
        _fabric.Do(new MigrateVnic("web1", "nic0", "h2", null, null));
        Assert.Equal(new NamespaceAttachment("ns-web1", "eth0"), _fabric.PortOf("web1").Destination!.Attachment);
    }

    [Fact]
    public void What_cannot_be_migrated_is_refused()
    {
        Assert.Equal(("vnic", "web9 nic0"), Seen(_fabric.Fail(EditOutcome.NotFound, new MigrateVnic("web9", "nic0", "h2", There, null))));
        Assert.Equal(("host", "h1"), Seen(_fabric.Fail(EditOutcome.Conflict, new MigrateVnic("web1", "nic0", "h1", There, null))));
        Assert.Equal("host", _fabric.Fail(EditOutcome.Refused, new MigrateVnic("web1", "nic0", "h3", There, null)).Field);
        Assert.Equal("host", _fabric.Fail(EditOutcome.Invalid, new MigrateVnic("web1", "nic0", null, There, null)).Field);
        Assert.Equal("attachment.socket", _fabric.Fail(EditOutcome.Invalid, new MigrateVnic("web1", "nic0", "h2", new VhostUserAttachment("there"), null)).Field);
        Assert.Equal("migration", _fabric.Fail(EditOutcome.Conflict, new CompleteMigration("web1", "nic0", null)).Field);
        Assert.Equal("migration", _fabric.Fail(EditOutcome.Conflict, new CancelMigration("web1", "nic0", null)).Field);
        Assert.Equal("revision", _fabric.Fail(EditOutcome.Conflict, new MigrateVnic("web1", "nic0", "h2", There, 0)).Field);
    }

    [Fact]
    public void A_host_that_cannot_migrate_is_refused_by_the_name_of_what_it_lacks()
    {
        _fabric.Do(new ReportHost(Host("h2"), [.. Capability.All.Where(capability => capability != Capability.Migration)], _fabric.Host("h2").Nics));
        Assert.Contains($"lacks the capability {Capability.Migration}", _fabric.Fail(EditOutcome.Refused, Migrate()).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void While_it_migrates_a_vNIC_is_not_moved_but_may_be_connected_where_it_goes_or_disconnected()
    {
        _fabric.Do(Migrate());
        PortConfig migrating = _fabric.PortOf("web1");
        Assert.Equal("host", _fabric.Fail(EditOutcome.Conflict, TestFabric.Vnic("web1", host: "h2", attachment: new TapAttachment("tap0"))).Field);
        Assert.Equal("host", _fabric.Fail(EditOutcome.Conflict, new MigrateVnic("web1", "nic0", "h2", new TapAttachment("tap0"), null)).Field);
        Assert.Empty(_fabric.Do(TestFabric.Vnic("web1", host: "h2", attachment: There)).Changes);
        Assert.Empty(_fabric.Do(TestFabric.Vnic("web1")).Changes);
        Assert.Equal(migrating, _fabric.PortOf("web1"));

        _fabric.Do(new DisconnectVnic("web1", "nic0", null));
        Assert.Null(_fabric.Snapshot.Ports[migrating.Id].Destination);
    }

    [Fact]
    public void What_a_migration_readied_is_taken_and_its_host_cannot_leave_the_switch()
    {
        _fabric.Do(Migrate());
        Assert.Equal("attachment", _fabric.Fail(EditOutcome.Conflict, TestFabric.Vnic("web2", host: "h2", attachment: There)).Field);
        Assert.Contains("web1 nic0", _fabric.Fail(EditOutcome.Conflict, new RemoveHost("dvs", "h2", null)).Rule, StringComparison.Ordinal);
        _fabric.Do(new CancelMigration("web1", "nic0", null));
        _fabric.Do(TestFabric.Vnic("web2", host: "h2", attachment: There));
    }

    private static MigrateVnic Migrate() => new("web1", "nic0", "h2", There, null);

    private static (string Field, string Value) Seen(ValidationError error) => (error.Field, error.Value);

    private ReportHost Report(string host, params Guid[] arrived) => new(Host(host), _fabric.Host(host).Capabilities, _fabric.Host(host).Nics) { Arrived = [.. arrived] };

    private Guid Host(string name) => _fabric.Host(name).Id;

    private SharePort Share(string host) => Assert.Single(ShareCompiler.Compile(_fabric.Snapshot, Host(host)).Ports.Values);
}

using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Cli.Tests;

public sealed class VmCommandTests
{
    private const string Vnic = "/api/v1/vms/vm1/vnics/nic0";

    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task A_namespace_is_attached_and_port_and_mac_are_told()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"PUT {Vnic}", Samples.Changed()).On($"GET {Vnic}", Samples.Vnic());

        Outcome outcome = await _musubi.RunAsync(server, "vm", "attach", "vm1", "--portgroup", "web", "--host", "h1", "--netns", "vm1", "--interface", "eth0");

        Assert.Equal((0, "nic0 of VM vm1 is connected to web (revision 8)\nport prod/12, MAC 02:00:00:00:00:01\n"), (outcome.Code, outcome.Out));
        ConnectVnic command = RequestReader.ConnectVnic("vm1", "nic0", server.Requests[0].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(("web", "h1", new NamespaceAttachment("vm1", "eth0")), (command.Spec.PortGroup, command.Spec.Host, command.Spec.Attachment as NamespaceAttachment));
    }

    [Fact]
    public async Task A_tap_is_attached_and_the_arguments_for_qemu_are_told()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        TapAttachment tap = new("tap,1", "/run/my vm/qmp");
        server.On("PUT /api/v1/vms/vm1/vnics/n%201", Samples.Changed()).On("GET /api/v1/vms/vm1/vnics/n%201", Samples.Vnic() with { Name = "n 1", Attachment = tap });

        Outcome outcome = await _musubi.RunAsync(server, "vm", "attach", "vm1", "--nic", "n 1", "--portgroup", "web", "--host", "h1", "--tap", "tap,1", "--qmp", "/run/my vm/qmp", "--mac", "02:00:00:00:00:01");

        Assert.Equal("QEMU: -netdev tap,id=n-1,ifname=tap,,1,script=no,downscript=no,vhost=off -device virtio-net-pci,netdev=n-1,mac=02:00:00:00:00:01 -qmp 'unix:/run/my vm/qmp,server=on,wait=off'",
            outcome.OutLines[^3]);
        Assert.Equal("libvirt: <interface type=\"ethernet\"><mac address=\"02:00:00:00:00:01\"/><target dev=\"tap,1\" managed=\"no\"/><model type=\"virtio\"/></interface>", outcome.OutLines[^2]);
        Assert.Equal("libvirt, in <metadata> for the hook: <musubi:vm xmlns:musubi=\"urn:musubi:libvirt:1\"><musubi:nic name=\"n 1\" mac=\"02:00:00:00:00:01\" portGroup=\"web\"/></musubi:vm>", outcome.OutLines[^1]);
        Assert.Equal(tap, RequestReader.ConnectVnic("vm1", "n 1", server.Requests[0].Json).Spec.Attachment);
    }

    [Theory]
    [InlineData("10.0.0.5,2001:db8::/64", 2)]
    [InlineData("none", 0)]
    public async Task Addresses_are_given_alone_to_a_vnic_that_is_connected(string given, int count)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"PUT {Vnic}", Samples.Changed()).On($"GET {Vnic}", Samples.Vnic());

        Outcome outcome = await _musubi.RunAsync(server, "vm", "attach", "vm1", "--address", given);

        Assert.Equal(0, outcome.Code);
        ConnectVnic command = RequestReader.ConnectVnic("vm1", "nic0", server.Requests.Single(request => request.Method == "PUT").Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(count, command.Spec.Addresses?.Count);
        Assert.Equal("web", command.Spec.PortGroup);
    }

    [Fact]
    public async Task A_migration_is_readied_and_the_arguments_for_the_qemu_there_are_told()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        VhostUserAttachment there = new("/run/there.sock");
        server.On($"PUT {Vnic}/migration", Samples.Changed()).On($"GET {Vnic}", Samples.Vnic() with { Migration = new MigrationResource { Host = "h2", Attachment = there } });

        Outcome outcome = await _musubi.RunAsync(server, "vm", "migrate", "vm1", "--host", "h2", "--vhost-user", "--socket", "/run/there.sock");

        Assert.Equal("nic0 of VM vm1 may migrate to h2 (revision 8)", outcome.OutLines[0]);
        Assert.StartsWith("QEMU, on h2: -object memory-backend-memfd,", outcome.OutLines[1], StringComparison.Ordinal);
        Assert.EndsWith("mac=02:00:00:00:00:01 -incoming URI", outcome.OutLines[1], StringComparison.Ordinal);
        MigrateVnic command = RequestReader.MigrateVnic("vm1", "nic0", server.Requests[0].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(("h2", there), (command.Host, command.Attachment));
    }

    [Theory]
    [InlineData("--complete", "POST", "/complete")]
    [InlineData("--cancel", "DELETE", "")]
    public async Task A_migration_is_completed_or_given_up_at_the_revision_that_was_seen(string option, string method, string tail)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"{method} {Vnic}/migration{tail}", Samples.Changed()).On($"GET {Vnic}", Samples.Vnic());
        Outcome outcome = await _musubi.RunAsync(server, "vm", "migrate", "vm1", option);
        Assert.Equal(0, outcome.Code);
        Assert.Equal($"\"{Samples.Vnic().Revision}\"", server.Requests[^1].IfMatch);
    }

    [Theory]
    [InlineData()]
    [InlineData("--host", "h2", "--cancel")]
    [InlineData("--complete", "--tap", "tap0")]
    public async Task A_migration_wants_one_thing_only(params string[] options)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Assert.Equal(2, (await _musubi.RunAsync(server, ["vm", "migrate", "vm1", .. options])).Code);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("qemu", "server=on", "server")]
    [InlineData("switch", "reconnect=1", "client")]
    public async Task Shared_memory_is_attached_and_the_arguments_for_qemu_and_libvirt_are_told(string listener, string role, string mode)
    {
        await using FakeServer fake = await FakeServer.StartAsync();
        VhostUserAttachment shared = new("/run/v.sock", listener == "switch" ? VhostUserListener.Switch : VhostUserListener.Qemu, 2, AllowUnsealedMemory: true);
        fake.On($"PUT {Vnic}", Samples.Changed()).On($"GET {Vnic}", Samples.Vnic() with { Attachment = shared });

        Outcome outcome = await _musubi.RunAsync(fake, "vm", "attach", "vm1", "--portgroup", "web", "--host", "h1", "--vhost-user", "--socket", "/run/v.sock", "--listener", listener,
            "--queue-pairs", "2", "--allow-unsealed-memory");

        Assert.Equal(shared, RequestReader.ConnectVnic("vm1", "nic0", fake.Requests[0].Json).Spec.Attachment);
        Assert.Equal("QEMU: -object memory-backend-memfd,id=memory,size=SIZE,share=on -machine memory-backend=memory "
            + $"-chardev socket,id=nic0-socket,path=/run/v.sock,{role} -netdev vhost-user,id=nic0,chardev=nic0-socket,queues=2 -device virtio-net-pci,netdev=nic0,mac=02:00:00:00:00:01,mq=on,vectors=6", outcome.OutLines[^3]);
        Assert.Contains($"<source type=\"unix\" path=\"/run/v.sock\" mode=\"{mode}\"/>", outcome.OutLines[^2], StringComparison.Ordinal);
        Assert.Contains("<access mode=\"shared\"/>", outcome.OutLines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vhost_user_socket_has_a_place_of_its_own_unless_one_is_given()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"PUT {Vnic}", Samples.Changed()).On($"GET {Vnic}", Samples.Vnic());

        await _musubi.RunAsync(server, "vm", "attach", "vm1", "--portgroup", "web", "--host", "h1", "--vhost-user");

        Assert.Equal(new VhostUserAttachment("/run/musubi/vhost/vm1.nic0.sock"), RequestReader.ConnectVnic("vm1", "nic0", server.Requests[0].Json).Spec.Attachment);
    }

    [Fact]
    public async Task A_connected_vnic_moves_to_another_port_group_and_keeps_the_rest()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"GET {Vnic}", Samples.Vnic()).On($"PUT {Vnic}", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "vm", "attach", "vm1", "--portgroup", "db");

        Assert.Equal(0, outcome.Code);
        ConnectVnic command = RequestReader.ConnectVnic("vm1", "nic0", server.Requests[1].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(("db", "h1", 5L), (command.Spec.PortGroup, command.Spec.Host, command.Revision));
        Assert.Equal(new NamespaceAttachment("vm1", "eth0"), command.Spec.Attachment);
    }

    [Fact]
    public async Task A_new_vnic_without_a_place_is_a_mistake_of_usage()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Refuse($"GET {Vnic}", 404, new ValidationError("vnic", "vm1 nic0", "no such vnic exists"));

        Outcome outcome = await _musubi.RunAsync(server, "vm", "attach", "vm1", "--portgroup", "db");

        Assert.Equal(2, outcome.Code);
        Assert.Contains("--netns", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--netns", "a", "--tap", "b")]
    [InlineData("--netns", "a", "--qmp", "/b")]
    [InlineData("--tap", "a", "--interface", "b")]
    [InlineData("--tap", "a", "--vhost-user")]
    [InlineData("--netns", "a", "--socket", "/b")]
    [InlineData("--listener", "switch")]
    public async Task A_vnic_is_either_in_a_namespace_or_on_a_tap(params string[] where)
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, ["vm", "attach", "vm1", "--portgroup", "web", .. where]);

        Assert.Equal(2, outcome.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Detach_is_based_on_the_revision_of_the_port()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On($"GET {Vnic}", Samples.Vnic()).On($"DELETE {Vnic}", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "vm", "detach", "vm1");

        Assert.Equal((0, "nic0 of VM vm1 was disconnected (revision 8)\n"), (outcome.Code, outcome.Out));
        Assert.Equal("\"5\"", server.Requests[1].IfMatch);
    }

    [Fact]
    public async Task The_list_has_a_row_to_each_vnic_and_says_why_one_is_not_done()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/vms", Samples.List(Samples.Vm() with { Vnics = [Samples.Vnic(), Samples.Vnic() with { Name = "nic1" }] }));

        Outcome outcome = await _musubi.RunAsync(server, "vm", "list", "-o", "wide");

        Assert.Equal(3, outcome.OutLines.Length);
        Assert.Matches("^vm1 +nic1 +h1 +web +prod/12 +02:00:00:00:00:01 +namespace vm1 eth0 +pending +down +- +- +- +the namespace is not there yet +5$", outcome.OutLines[2]);
    }
}

using System.Text;
using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Commands;
using Musubi.Model.Commands.Documents;
using Musubi.Model.Reading;
using Musubi.Model.Validation;

namespace Musubi.Cli.Tests;

public sealed class ApplyCommandTests : IDisposable
{
    private const string Fabric = """
        kind: Switch
        name: prod
        uplinks: [Uplink 1, Uplink 2]
        ---
        kind: PortGroup
        name: web
        switch: prod
        policy:
          vlan: 10
          security:
            macChanges: accept
        ---
        # a VM
        kind: Vm
        name: vm1
        host: h1
        vnics:
          - name: nic0
            portGroup: web
            mac: 02:00:00:00:00:01
            attachment: {type: namespace, namespace: vm1, interface: eth0}
        """;

    private readonly CommandRunner _musubi = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Documents_are_sent_as_the_server_reads_them()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/apply", Samples.Changed());
        string file = _folder.Write("fabric.yaml", Fabric);

        Outcome outcome = await _musubi.RunAsync(server, "apply", "-f", file);

        Assert.Equal(0, outcome.Code);
        Apply apply = RequestReader.Apply(server.Requests[0].Json);
        Assert.All(apply.Documents, document => Assert.Empty(document.ReadErrors));
        Assert.Collection(apply.Documents,
            document => Assert.Equal("prod", Assert.IsType<SwitchDocument>(document).Spec.Name),
            document => Assert.Equal(10, Assert.IsType<PortGroupDocument>(document).Spec.Policy.Vlan.Value!.Id),
            document => Assert.Equal("02:00:00:00:00:01", Assert.Single(Assert.IsType<VmDocument>(document).Vnics).Mac.ToString()));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_shows_the_difference()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/apply?dryRun=true", Samples.Changed() with
        {
            DryRun = true,
            Differences = [Samples.Difference("switch prod", "", null, "switch prod"), Samples.Difference("switch prod", "mtu", null, "1500")],
        });

        Outcome outcome = await new CommandRunner { Input = Fabric }.RunAsync(server, "apply", "-f", "-", "--dry-run");

        Assert.Equal((0, "+ switch prod\n    mtu: 1500\n"), (outcome.Code, outcome.Out));
    }

    [Fact]
    public async Task What_was_changed_is_shown_and_that_nothing_was_is_said()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/apply", Samples.Changed() with { Differences = [Samples.Difference("switch prod", "mtu", "1500", "9000")] })
            .On("POST /api/v1/apply", Samples.Changed() with { Changed = false });
        CommandRunner musubi = new() { Input = Fabric };

        Outcome first = await musubi.RunAsync(server, "apply", "-f", "-");
        Outcome second = await musubi.RunAsync(server, "apply", "-f", "-");

        Assert.Equal("~ switch prod\n    mtu: 1500 → 9000\n- was applied (revision 8)\n", first.Out);
        Assert.Equal("- is already so; nothing was changed\n", second.Out);
    }

    [Fact]
    public async Task Errors_of_the_server_name_file_and_line_of_the_field()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.Refuse("POST /api/v1/apply", 400,
            new ValidationError("documents[1] PortGroup web: policy.vlan", "4095", "must be a VLAN"),
            new ValidationError("documents[1] PortGroup web: policy.security.macChanges.deeper", "", "is unknown here"),
            new ValidationError("documents[2] Vm vm1: vnics[0].attachment.namespace", "", "must be given"),
            new ValidationError("documents[2] Vm vm1: revision", "", "is stale"),
            new ValidationError("documents[9]", "", "is nowhere"),
            new ValidationError("", "3", "more errors than are reported at once"));
        string file = _folder.Write("fabric.yaml", Fabric);

        Outcome outcome = await _musubi.RunAsync(server, "apply", "-f", file);

        Assert.Equal(3, outcome.Code);
        Assert.Equal(
            [
                $"{file}:9: PortGroup web: policy.vlan: must be a VLAN (got \"4095\")",
                $"{file}:11: PortGroup web: policy.security.macChanges.deeper: is unknown here",
                $"{file}:21: Vm vm1: vnics[0].attachment.namespace: must be given",
                $"{file}:14: Vm vm1: revision: is stale",
                $"{file}: documents[9]: is nowhere",
                $"{file}: more errors than are reported at once (got \"3\")",
            ],
            outcome.ErrorLines);
    }

    [Fact]
    public async Task What_get_prints_as_yaml_or_json_can_be_applied()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/portgroups", Samples.List(Samples.PortGroup("web"), Samples.PortGroup("10"))).On("POST /api/v1/apply", Samples.Changed());

        foreach (string format in (IEnumerable<string>)["yaml", "json"])
        {
            Outcome printed = await _musubi.RunAsync(server, "get", "portgroups", "-o", format);
            Outcome applied = await new CommandRunner { Input = printed.Out }.RunAsync(server, "apply", "-f", "-");

            Assert.Equal(0, applied.Code);
            Apply apply = RequestReader.Apply(server.Requests[^1].Json);
            Assert.All(apply.Documents, document => Assert.Empty(document.ReadErrors));
            Assert.Equal(["web", "10"], apply.Documents.Cast<PortGroupDocument>().Select(d => d.Spec.Name));
            Assert.All(apply.Documents, document => Assert.Equal(7, document.Revision));
        }
    }

    [Fact]
    public async Task Ten_thousand_lines_are_read_without_delay()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/apply", Samples.Changed());
        StringBuilder text = new();
        for (int i = 0; i < 2000; i++)
        {
            text.Append("kind: PortGroup\nname: pg-").Append(i).Append("\nswitch: prod\npolicy: {vlan: 10}\n---\n");
        }

        long before = System.Diagnostics.Stopwatch.GetTimestamp();
        Outcome outcome = await new CommandRunner { Input = text.ToString() }.RunAsync(server, "apply", "-f", "-");

        Assert.Equal(0, outcome.Code);
        Assert.Equal(2000, RequestReader.Apply(server.Requests[0].Json).Documents.Length);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(before) < TimeSpan.FromSeconds(60), "10,000 lines took longer than a person waits");
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n---\n")]
    [InlineData("[]")]
    public async Task A_file_without_a_document_is_an_error(string text)
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await new CommandRunner { Input = text }.RunAsync(server, "apply", "-f", "-");

        Assert.Equal((3, "-: must hold a document\n"), (outcome.Code, outcome.Error));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "apply", "-f", _folder.File("none.yaml"));

        Assert.Equal(2, outcome.Code);
        Assert.StartsWith($"{_folder.File("none.yaml")}: must be readable", outcome.Error, StringComparison.Ordinal);
    }
}

using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Config;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Cli.Tests.Libvirt;

public sealed class HookRunTests : IAsyncLifetime
{
    private const string Vnic = "/api/v1/vms/vm1/vnics/nic0";
    private readonly TemporaryFolder _folder = new();
    private FakeServer _agent = null!;
    private FakeServer _controller = null!;

    public async ValueTask InitializeAsync()
    {
        _agent = await FakeServer.StartLocalAsync(_folder.File("host.sock"));
        _controller = await FakeServer.StartAsync();
        _agent.On("GET /api/v1/local", new LocalHostResource { HostId = Samples.Id, Name = "h1", FabricId = "f", Controller = "c", Connected = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _controller.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_vm_that_holds_its_port_is_attached_by_the_agent_alone()
    {
        _agent.On($"GET {Vnic}", Held()).On($"PUT {Vnic}", Samples.Changed());

        Outcome outcome = await RunAsync("prepare", Domains.Shared());

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Contains(_agent.Requests, request => request.Method == "PUT" && request.Json.GetProperty("attachment").GetProperty("socket").GetString() == Domains.Socket);
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task A_vm_that_holds_none_gets_one_from_the_controller()
    {
        NoVnic();
        _agent.On($"GET {Vnic}", Held()).Refuse("GET /api/v1/portgroups/web", 404, new ValidationError("portGroup", "web", "no such port group exists"));
        _controller.On($"PUT {Vnic}", Samples.Changed());

        Outcome outcome = await RunAsync("prepare", Domains.Shared());

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        SentRequest sent = Assert.Single(_controller.Requests);
        Assert.Equal((Domains.Mac, Samples.Id.ToString()), (sent.Json.GetProperty("mac").GetString(), sent.Json.GetProperty("host").GetString()));
    }

    [Fact]
    public async Task A_port_group_of_the_host_s_own_switch_is_asked_of_the_agent()
    {
        NoVnic();
        _agent.On($"GET {Vnic}", Held()).On("GET /api/v1/portgroups/web", Samples.PortGroup())
            .On("GET /api/v1/switches/prod", Samples.Switch() with { Type = "standard" }).On($"PUT {Vnic}", Samples.Changed());

        Assert.Equal(0, (await RunAsync("prepare", Domains.Shared())).Code);
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task The_start_is_refused_with_the_controller_s_reason()
    {
        NoVnic();
        _agent.Refuse("GET /api/v1/portgroups/nowhere", 404, new ValidationError("portGroup", "nowhere", "no such port group exists"));
        _controller.Refuse($"PUT {Vnic}", 400, new ValidationError("portGroup", "nowhere", "no such port group exists"));

        Outcome outcome = await RunAsync("prepare", Domains.Shared(group: "nowhere"));

        Assert.Equal(3, outcome.Code);
        Assert.Equal(["Musubi: nic0 of VM vm1 gets no port in nowhere:", "portGroup: no such port group exists (got \"nowhere\")"], outcome.ErrorLines);
    }

    [Fact]
    public async Task Without_controller_and_port_the_start_is_refused_with_both_said()
    {
        NoVnic();
        _agent.Refuse("GET /api/v1/portgroups/web", 404, new ValidationError("portGroup", "web", "no such port group exists"));
        _controller.Cut($"PUT {Vnic}");

        Outcome outcome = await RunAsync("prepare", Domains.Shared());

        Assert.Equal(7, outcome.Code);
        Assert.Contains("only the controller can give it one", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("cannot reach the controller", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_that_disagrees_with_the_port_that_it_holds_is_refused()
    {
        _agent.On($"GET {Vnic}", Held());

        Outcome outcome = await RunAsync("prepare", Domains.Shared("/run/other.sock", "client"));

        Assert.Equal(3, outcome.Code);
        Assert.Contains($"source path: must be {Domains.Socket}", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("(got \"/run/other.sock\")", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("source mode: must be server", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_agent.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task A_port_that_the_host_cannot_make_refuses_the_start()
    {
        PortRuntimeResource broken = new() { State = ObjectState.Error, Reason = "no space" };
        _agent.On($"GET {Vnic}", Held() with { Runtime = broken }).On($"PUT {Vnic}", Samples.Changed());

        Outcome outcome = await RunAsync("prepare", Domains.Shared());

        Assert.Equal((1, "no space"), (outcome.Code, outcome.ErrorLines[^1]));
    }

    [Fact]
    public async Task Release_detaches_on_this_host_alone_and_again_does_nothing()
    {
        _agent.On($"GET {Vnic}", Held()).On($"DELETE {Vnic}", Samples.Changed());

        Assert.Equal((0, ""), await EndAsync("release"));
        Assert.Equal("*", _agent.Requests[^1].IfMatch);
        Assert.Empty(_controller.Requests);
    }

    [Fact]
    public async Task Release_asks_again_while_the_agent_is_restarted()
    {
        _agent.Cut($"GET {Vnic}").On($"GET {Vnic}", Held()).Cut($"DELETE {Vnic}").On($"DELETE {Vnic}", Samples.Changed());

        Assert.Equal((0, ""), await EndAsync("release"));
        Assert.Equal("DELETE", _agent.Requests[^1].Method);
    }

    [Fact]
    public async Task Release_gives_an_agent_up_that_does_not_come_back_and_says_what_stays()
    {
        _agent.Cut($"GET {Vnic}");

        (int code, string error) = await EndAsync("release");

        Assert.Equal(0, code);
        Assert.Contains("nic0 of VM vm1 stays attached on this host: ", error, StringComparison.Ordinal);
        // The client repeats each read by itself besides.
        Assert.InRange(_agent.Requests.Count, 10, 50);
    }

    [Theory]
    [InlineData("release")]
    [InlineData("reconnect")]
    public async Task What_fails_when_nothing_may_be_refused_is_only_told(string operation)
    {
        _agent.Refuse($"GET {Vnic}", 500, new ValidationError("disk", "", "is full"));

        (int code, string error) = await EndAsync(operation);

        Assert.Equal(0, code);
        Assert.Contains("disk: is full", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prepare", "<domain><name>vm1</name></domain>")]
    [InlineData("started", "not even read")]
    public async Task A_domain_or_an_operation_that_is_not_musubi_s_asks_nobody(string operation, string xml)
    {
        Assert.Equal(0, (await RunAsync(operation, xml)).Code);
        Assert.Empty(_agent.Requests);
    }

    private static VnicResource Held() => Samples.Vnic() with
    {
        Attachment = new VhostUserAttachment(Domains.Socket),
        Runtime = new PortRuntimeResource { State = ObjectState.Done, Reason = "no virtual machine listens yet" },
    };

    private void NoVnic() => _agent.Refuse($"GET {Vnic}", 404, new ValidationError("vnic", "vm1 nic0", "no such vnic exists"));

    private async Task<(int Code, string Error)> EndAsync(string operation)
    {
        Outcome outcome = await RunAsync(operation, Domains.Shared());
        return (outcome.Code, outcome.Error);
    }

    private Task<Outcome> RunAsync(string operation, string xml) => new CommandRunner { Input = xml }
        .With("MUSUBI_SOCKET", _folder.File("host.sock"))
        .RunAsync(_controller, "host", "hook", "run", "vm1", operation, "begin", "-");
}

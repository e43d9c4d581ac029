using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Musubi.Cli.Tests.Fakes;

namespace Musubi.Cli.Tests;

public sealed class ConnectionTests : IDisposable
{
    private readonly CommandRunner _musubi = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_token_of_the_configuration_is_sent()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", Samples.List(Samples.Switch()));
        string config = _folder.Write("c.json", JsonSerializer.Serialize(new { server = server.Address, token = "secret" }));

        Outcome outcome = await _musubi.With("MUSUBI_CONFIG", config).RunAsync("switch", "list");

        Assert.Equal((0, "Bearer secret"), (outcome.Code, server.Requests[0].Authorization));
    }

    [Fact]
    public async Task What_is_typed_goes_before_the_file_and_the_file_named_before_the_one_at_home()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches", Samples.List(Samples.Switch()));
        Directory.CreateDirectory(_folder.File(".config/musubi"));
        _folder.Write(".config/musubi/config.json", JsonSerializer.Serialize(new { server = server.Address, token = "home" }));
        string named = _folder.Write("c.json", JsonSerializer.Serialize(new { server = server.Address, token = "named" }));
        CommandRunner musubi = new() { Home = _folder.Path };

        await musubi.RunAsync("switch", "list");
        await musubi.RunAsync("switch", "list", "--config", named);
        await musubi.RunAsync("switch", "list", "--config", named, "--token", "typed");
        await musubi.With("MUSUBI_TOKEN", "variable").RunAsync("switch", "list", "--config", named);

        Assert.Equal(["Bearer home", "Bearer named", "Bearer typed", "Bearer variable"], server.Requests.Select(r => r.Authorization));
    }

    [Theory]
    [InlineData("{", "must be JSON")]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"sever":"x","token":1}""", "sever: is unknown here")]
    public async Task A_wrong_configuration_file_is_named_with_all_that_is_wrong(string text, string expected)
    {
        Outcome outcome = await _musubi.RunAsync("switch", "list", "--config", _folder.Write("c.json", text));

        Assert.Equal(2, outcome.Code);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.All(outcome.ErrorLines, line => Assert.StartsWith(_folder.File("c.json"), line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_any_configuration_the_ways_to_give_one_are_told()
    {
        Outcome outcome = await _musubi.RunAsync("switch", "list");

        Assert.Equal(2, outcome.Code);
        Assert.Contains("--config", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--local", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://192.0.2.1:1")]
    [InlineData("ftp://192.0.2.1")]
    [InlineData("https://user@192.0.2.1")]
    [InlineData("https://192.0.2.1/path")]
    [InlineData("://")]
    public async Task An_address_that_is_none_or_not_protected_is_refused(string address)
    {
        Outcome outcome = await _musubi.RunAsync("switch", "list", "--server", address);

        Assert.Equal(2, outcome.Code);
        Assert.StartsWith("server: must be an address", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_from_the_pinned_authority_is_trusted_and_no_other()
    {
        using X509Certificate2 authority = MakeAuthority();
        using X509Certificate2 certificate = MakeServer(authority, IPAddress.Loopback);
        using X509Certificate2 stranger = MakeAuthority();
        await using FakeServer server = await FakeServer.StartSecureAsync(certificate);
        server.On("GET /api/v1/switches", Samples.List(Samples.Switch()));

        Outcome trusted = await _musubi.RunAsync(server, "switch", "list", "--ca", _folder.Write("ca.pem", authority.ExportCertificatePem()));
        Outcome other = await _musubi.RunAsync(server, "switch", "list", "--ca", _folder.Write("other.pem", stranger.ExportCertificatePem()));
        Outcome machine = await _musubi.RunAsync(server, "switch", "list");

        Assert.Equal((0, 7, 7), (trusted.Code, other.Code, machine.Code));
        Assert.Contains("does not come from the pinned authority", other.ErrorLines[0], StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_whose_certificate_names_another_address_is_not_trusted()
    {
        using X509Certificate2 authority = MakeAuthority();
        using X509Certificate2 certificate = MakeServer(authority, IPAddress.Parse("192.0.2.1"));
        await using FakeServer server = await FakeServer.StartSecureAsync(certificate);

        Outcome outcome = await _musubi.RunAsync(server, "switch", "list", "--ca", _folder.Write("ca.pem", authority.ExportCertificatePem()));

        Assert.Equal(7, outcome.Code);
        Assert.Contains("does not name the address", outcome.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_certificate_is_no_authority()
    {
        Outcome outcome = await _musubi.RunAsync("switch", "list", "--server", "192.0.2.1", "--ca", _folder.Write("ca.pem", "nothing"));

        Assert.Equal((2, "ca: must hold a certificate in PEM\n"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public async Task An_agent_is_reached_by_its_socket_without_a_token()
    {
        await using FakeServer agent = await FakeServer.StartLocalAsync(_folder.File("host.sock"));
        agent.On("GET /api/v1/switches", Samples.List(Samples.Switch("vs0")));

        Outcome outcome = await _musubi.With("MUSUBI_TOKEN", "secret").RunAsync("--local", _folder.File("host.sock"), "switch", "list");

        Assert.Equal(0, outcome.Code);
        Assert.Null(agent.Requests[0].Authorization);
    }

    [Fact]
    public async Task Local_before_a_noun_does_not_take_the_noun_for_a_socket()
    {
        await using FakeServer agent = await FakeServer.StartLocalAsync(_folder.File("host.sock"));
        agent.On("GET /api/v1/switches", Samples.List(Samples.Switch("vs0")));

        Outcome outcome = await _musubi.With("MUSUBI_SOCKET", _folder.File("host.sock")).RunAsync("--local", "switch", "list");

        Assert.Equal(0, outcome.Code);
    }

    [Fact]
    public async Task A_controller_that_is_down_is_named_with_what_goes_on()
    {
        Outcome outcome = await _musubi.RunAsync("switch", "list", "--server", "https://127.0.0.1:1");

        Assert.Equal(7, outcome.Code);
        Assert.Equal("cannot reach the controller at https://127.0.0.1:1: Connection refused", outcome.ErrorLines[0]);
        Assert.Contains("Hosts and VMs go on", outcome.ErrorLines[1], StringComparison.Ordinal);
        Assert.Equal(2, outcome.ErrorLines.Length);
    }

    [Fact]
    public async Task An_agent_that_is_down_is_named_with_what_goes_on()
    {
        Outcome outcome = await _musubi.RunAsync("switch", "list", "--local", _folder.File("none.sock"));

        Assert.Equal(7, outcome.Code);
        Assert.Equal($"cannot reach the agent at {_folder.File("none.sock")}: there is no such socket", outcome.ErrorLines[0]);
        Assert.Contains("data plane goes on", outcome.ErrorLines[1], StringComparison.Ordinal);
    }

    private static X509Certificate2 MakeAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    private static X509Certificate2 MakeServer(X509Certificate2 authority, IPAddress address)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=server", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using X509Certificate2 signed = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
        using X509Certificate2 whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }
}

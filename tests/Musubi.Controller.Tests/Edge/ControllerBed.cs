using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Musubi.Controller.Edge;

namespace Musubi.Controller.Tests.Edge;

/// <summary>A whole controller on loopback, with a client that reads its admin.json as the CLI does.</summary>
internal sealed class ControllerBed : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ControllerBed()
    {
    }

    public ControllerServer Server { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    public string Data => _folder.Path;

    public static async Task<ControllerBed> StartAsync()
    {
        ControllerBed bed = new();
        await bed.StartServerAsync();
        return bed;
    }

    public async Task RestartAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    /// <summary>A client for a data directory's admin.json, trusting only the authority named there.</summary>
    public static HttpClient Client(string data, string? token = null)
    {
        using JsonDocument admin = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "admin.json")));
        X509Certificate2 authority = X509Certificate2.CreateFromPem(admin.RootElement.GetProperty("caPem").GetString());
        SocketsHttpHandler handler = new() { SslOptions = TrustOnly(authority) };
        HttpClient client = new(handler) { BaseAddress = new Uri(admin.RootElement.GetProperty("server").GetString()!) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", token ?? admin.RootElement.GetProperty("token").GetString());
        return client;
    }

    /// <summary>A client as a browser is: cookies, no token, and redirects left to be looked at.</summary>
    public static HttpClient Browser(string data)
    {
        using JsonDocument admin = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "admin.json")));
        X509Certificate2 authority = X509Certificate2.CreateFromPem(admin.RootElement.GetProperty("caPem").GetString());
        SocketsHttpHandler handler = new() { SslOptions = TrustOnly(authority), AllowAutoRedirect = false, UseCookies = true };
        return new HttpClient(handler) { BaseAddress = new Uri(admin.RootElement.GetProperty("server").GetString()!) };
    }

    public static SslClientAuthenticationOptions TrustOnly(X509Certificate2 authority) => new()
    {
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { authority },
        },
    };

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<JsonElement> DoAsync(HttpMethod method, string path, object? body = null)
    {
        (HttpStatusCode status, JsonElement answer) = await AskAsync(method, path, body);
        Assert.True((int)status < 300, $"{method} {path}: {status} {answer}");
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using HttpResponseMessage response = await Admin.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartServerAsync()
    {
        ControllerOptions options = new() { Data = Data, Api = new IPEndPoint(IPAddress.Loopback, 0), Fabric = new IPEndPoint(IPAddress.Loopback, 0) };
        Server = await ControllerServer.StartAsync(options, TimeProvider.System, new SystemIdSource(), TestContext.Current.CancellationToken);
        Admin = Client(Data);
    }
}

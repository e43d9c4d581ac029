using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Musubi.Lab;
using Musubi.Lab.Observe;

namespace Musubi.Fleet.Control;

/// <summary>A script that speaks to a controller by its REST interface, with the token of its folder.</summary>
internal sealed class ControllerApi : IDisposable
{
    private readonly HttpClient _http;

    private ControllerApi(HttpClient http) => _http = http;

    /// <param name="data">The controller's folder.</param>
    /// <param name="server">Where it is reached, where that is not what its folder says.</param>
    public static ControllerApi Open(string data, Uri? server = null)
    {
        using JsonDocument admin = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "admin.json")));
        X509Certificate2 authority = X509Certificate2.CreateFromPem(admin.RootElement.GetProperty("caPem").GetString());
        HttpClient http = new(new SocketsHttpHandler { SslOptions = TrustOnly(authority) }, disposeHandler: true)
        {
            BaseAddress = server ?? new Uri(admin.RootElement.GetProperty("server").GetString()!),
            Timeout = TimeSpan.FromMinutes(3),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin.RootElement.GetProperty("token").GetString());
        return new ControllerApi(http);
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

    public Task<JsonElement> GetAsync(string path) => DoAsync(HttpMethod.Get, path);

    /// <summary>The items of a list.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path) => [.. (await GetAsync(path)).GetProperty("items").EnumerateArray()];

    public Task<JsonElement> PostAsync(string path, object body) => DoAsync(HttpMethod.Post, path, body);

    public Task<JsonElement> PutAsync(string path, object body) => DoAsync(HttpMethod.Put, path, body);

    /// <summary>Whatever the revision is.</summary>
    public Task<JsonElement> PatchAsync(string path, object body) => DoAsync(HttpMethod.Patch, path, body);

    /// <summary>Whatever the revision is.</summary>
    public Task<JsonElement> DeleteAsync(string path) => DoAsync(HttpMethod.Delete, path);

    /// <exception cref="LabException">It was refused.</exception>
    public async Task<JsonElement> DoAsync(HttpMethod method, string path, object? body = null)
    {
        (HttpStatusCode status, JsonElement answer) = await AskAsync(method, path, body);
        return (int)status < 300 ? answer : throw new LabException($"{method} {path}: {(int)status} {answer}");
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using HttpRequestMessage request = new(method, $"/api/v1{path}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using HttpResponseMessage response = await _http.SendAsync(request);
        return (response.StatusCode, response.Content.Headers.ContentLength == 0 ? default : await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Waits until every host runs the newest revision.</summary>
    public async Task SettleAsync(TimeSpan limit)
    {
        long revision = (await GetAsync("/hosts?limit=1")).GetProperty("revision").GetInt64();
        if (!await Wait.UntilAsync(async () => (await GetAsync($"/revisions/{revision}")).GetProperty("done").GetBoolean(), limit))
        {
            throw new LabException($"revision {revision} does not run everywhere within {limit.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _http.Dispose();
}

using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Musubi.Api;
using Musubi.Model.Services;

namespace Musubi.Model.Tests.Api;

/// <summary>The routes over an inventory in memory, served within the test.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, MemoryInventory inventory)
    {
        _app = app;
        Inventory = inventory;
        Client = app.GetTestClient();
    }

    public MemoryInventory Inventory { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiServer> StartAsync(TestFabric? fabric = null, bool namesCaller = true)
    {
        MemoryInventory inventory = new(fabric ?? TestFabric.WithPortGroup());
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<IInventoryService>(inventory);
        builder.Services.AddSingleton<IJoinTokenService, FixedTokens>();
        builder.Services.AddSingleton<ILocalHostService, FixedHost>();
        builder.Services.AddMusubiApi();
        builder.Services.AddOpenApi("v1", options => options.AddMusubiSchemas());
        WebApplication app = builder.Build();
        app.Use((context, next) =>
        {
            if (namesCaller)
            {
                context.SetCaller(new Caller("token test"));
            }

            return next(context);
        });
        app.MapMusubiApi();
        app.MapOpenApi("/api/{documentName}/openapi.json");
        await app.StartAsync();
        return new ApiServer(app, inventory);
    }

    /// <summary>Sends a request and gives its status and its body.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        string method, string path, string? body = null, string? ifMatch = null, string contentType = "application/json")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), $"/api/v1/{path}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        (HttpStatusCode status, JsonElement body) = await SendAsync("GET", path);
        Assert.True(status == HttpStatusCode.OK, $"{status} {body}");
        return body;
    }

    /// <summary>Sends a request that must fail, and gives the fields of its errors.</summary>
    public async Task<string[]> FailAsync(
        HttpStatusCode expected, string method, string path, string? body = null, string? ifMatch = null, string contentType = "application/json")
    {
        (HttpStatusCode status, JsonElement answer) = await SendAsync(method, path, body, ifMatch, contentType);
        Assert.True(status == expected, $"{status} {answer}");
        return [.. answer.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

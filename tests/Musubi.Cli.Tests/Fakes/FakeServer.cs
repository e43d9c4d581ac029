using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Musubi.Model.Json;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Cli.Tests.Fakes;

/// <summary>A controller or agent that answers what a test tells it, and keeps what it was asked.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private const int NoAnswer = 0;

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<SentRequest> _requests = new();
    private readonly ConcurrentDictionary<string, Queue<(int Status, string Type, string Body)>> _answers = new(StringComparer.Ordinal);

    private FakeServer(WebApplication application) => _application = application;

    public IReadOnlyList<SentRequest> Requests => [.. _requests];

    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static Task<FakeServer> StartAsync() => StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0));

    public static Task<FakeServer> StartSecureAsync(X509Certificate2 certificate) =>
        StartAsync(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));

    public static Task<FakeServer> StartLocalAsync(string socket) => StartAsync(kestrel => kestrel.ListenUnixSocket(socket));

    /// <summary>Adds an answer to a request such as "GET /api/v1/hosts?limit=1". The last answer added is given again and again.</summary>
    public FakeServer On(string request, object resource, int status = 200) => On(request, status, "application/json", JsonSerializer.Serialize(resource, ModelJson.Options));

    public FakeServer On(string request, int status, string type, string body)
    {
        _answers.GetOrAdd(request, _ => new()).Enqueue((status, type, body));
        return this;
    }

    public FakeServer Refuse(string request, int status, params ValidationError[] errors) => On(request, new ErrorResource([.. errors]), status);

    /// <summary>Answers a request by cutting the connection.</summary>
    public FakeServer Cut(string request) => On(request, NoAnswer, "", "");

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static async Task<FakeServer> StartAsync(Action<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(listen);
        FakeServer server = new(builder.Build());
        server._application.Run(server.AnswerAsync);
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        SentRequest request = new(
            context.Request.Method, target, await reader.ReadToEndAsync(context.RequestAborted),
            context.Request.Headers.Authorization.FirstOrDefault(), context.Request.Headers.IfMatch.FirstOrDefault());
        _requests.Enqueue(request);
        (int status, string type, string body) = _answers.TryGetValue(request.ToString(), out Queue<(int, string, string)>? answers)
            ? Next(answers)
            : (500, "text/plain", $"the test has no answer to {request}");
        if (status == NoAnswer)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private static (int, string, string) Next(Queue<(int, string, string)> answers)
    {
        lock (answers)
        {
            return answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        }
    }
}

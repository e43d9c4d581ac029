using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Model.Tests.Api;

public sealed class DocumentationTests
{
    [Fact]
    public async Task Every_route_has_its_heading_in_the_documentation()
    {
        string documentation = await File.ReadAllTextAsync(Path.Combine(FindRoot(), "docs", "api.md"), TestContext.Current.CancellationToken);
        await using ApiServer server = await ApiServer.StartAsync();

        string[] routes = [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IEndpointSummaryMetadata>() is not null)
            .Select(e => $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText!.TrimEnd('/')}")];

        Assert.True(routes.Length > 30);
        Assert.All(routes, route => Assert.Contains($"`{route}`", documentation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_OpenAPI_document_knows_lists_MACs_bodies_and_query_parameters()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonElement document = await server.GetAsync("openapi.json");

        JsonElement schemas = document.GetProperty("components").GetProperty("schemas");
        JsonElement uplinks = schemas.GetProperty("SwitchResource").GetProperty("properties").GetProperty("uplinks");
        Assert.Equal("array", uplinks.GetProperty("type").GetString());
        Assert.Equal("string", uplinks.GetProperty("items").GetProperty("type").GetString());
        Assert.Contains("name", schemas.GetProperty("NicResource").GetProperty("properties").EnumerateObject().Select(p => p.Name));
        JsonElement ports = document.GetProperty("paths").GetProperty("/api/v1/ports").GetProperty("get");
        Assert.Contains("portGroup", ports.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        JsonElement attach = document.GetProperty("paths").GetProperty("/api/v1/vms/{vm}/vnics/{vnic}").GetProperty("put");
        Assert.True(attach.TryGetProperty("requestBody", out _));
        Assert.True(attach.GetProperty("responses").TryGetProperty("409", out _));
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Musubi.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("no folder above the test holds Musubi.slnx");
    }
}

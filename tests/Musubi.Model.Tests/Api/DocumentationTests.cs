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

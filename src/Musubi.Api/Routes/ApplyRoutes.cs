using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Api.Routes;

/// <summary>/apply</summary>
internal static class ApplyRoutes
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/apply", ApplyAsync).WithTags("apply")
        .WithSummary("Make the inventory as documents say, all or nothing")
        .Accepts<ApplyResource>("application/json").Produces<ChangeResource>();

    private static Task<IResult> ApplyAsync(HttpContext context, IInventoryService service, string? dryRun) =>
        Changes.FromBodyAsync(context, service, dryRun, RequestReader.Apply, RequestBody.MaxApplyBytes);
}

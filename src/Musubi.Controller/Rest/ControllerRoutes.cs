using System.Text.Json;
using Musubi.Api;
using Musubi.Controller.Counting;
using Musubi.Controller.Trust;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Controller.Rest;

/// <summary>The routes that only the controller has: its API tokens, its health and its counters.</summary>
internal static class ControllerRoutes
{
    public static void MapControllerApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiGate.HealthPath, () => Results.Ok(new { Status = "ok" })).WithTags("health").WithSummary("Say that the controller runs");
        routes.MapGet("/api/v1/controller/counters", (ControllerCounters counters) => Results.Ok(new { Counters = counters.ReadAll() }))
            .WithTags("health").WithSummary("Count what the controller did, dropped and refused since its start");
        RouteGroupBuilder group = routes.MapGroup(ApiGate.TokensPath).WithTags("tokens");
        group.MapGet("", (ApiTokens tokens, IInventoryService inventory) => List(tokens, inventory)).WithSummary("List API tokens").Produces<ListResource<TokenResource>>();
        group.MapPost("", CreateAsync).WithSummary("Make an API token").Produces<TokenResource>(StatusCodes.Status201Created);
        group.MapDelete("/{token}", RevokeAsync).WithSummary("Revoke an API token").Produces<TokenResource>();
    }

    private static IResult List(ApiTokens tokens, IInventoryService inventory)
    {
        TokenResource[] items = [.. tokens.All.Select(token => TokenResource.From(token))];
        return Results.Ok(new ListResource<TokenResource>(inventory.Current.Revision, items.Length, [.. items]));
    }

    private static async Task<IResult> CreateAsync(ApiTokens tokens, HttpContext context)
    {
        (JsonElement body, IResult? error) = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        if (error is not null)
        {
            return error;
        }

        (string name, ApiRole role, ValidationError[] errors) = TokenReader.Read(body);
        if (errors.Length > 0)
        {
            return ApiResults.Error(StatusCodes.Status400BadRequest, [.. errors]);
        }

        TokenOutcome outcome = await tokens
            .CreateAsync(name, role, replace: false, context.FindCaller()!, context.RequestAborted).ConfigureAwait(false);
        return outcome.Error is null
            ? Results.Json(TokenResource.From(outcome.Token!, outcome.Text), statusCode: StatusCodes.Status201Created)
            : ApiResults.Error(ApiResults.StatusOf(outcome.Outcome), [outcome.Error]);
    }

    private static async Task<IResult> RevokeAsync(string token, ApiTokens tokens, HttpContext context)
    {
        TokenOutcome outcome = await tokens.RevokeAsync(token, context.FindCaller()!, context.RequestAborted).ConfigureAwait(false);
        return outcome.Error is null
            ? Results.Ok(TokenResource.From(outcome.Token!))
            : ApiResults.Error(ApiResults.StatusOf(outcome.Outcome), [outcome.Error]);
    }
}

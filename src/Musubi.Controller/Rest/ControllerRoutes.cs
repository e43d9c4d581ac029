using Musubi.Api;
using Musubi.Controller.Trust;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Controller.Rest;

/// <summary>The routes that only the controller has: its API tokens and its health.</summary>
internal static class ControllerRoutes
{
    public static void MapControllerApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiGate.HealthPath, () => Results.Ok(new { Status = "ok" })).WithName("GetHealth").WithTags("health");
        RouteGroupBuilder group = routes.MapGroup(ApiGate.TokensPath).WithTags("tokens");
        group.MapGet("", (ApiTokens tokens, IInventoryService inventory) => List(tokens, inventory)).WithName("ListTokens");
        group.MapPost("", CreateAsync).WithName("CreateToken");
        group.MapDelete("/{token}", RevokeAsync).WithName("RevokeToken");
    }

    private static IResult List(ApiTokens tokens, IInventoryService inventory)
    {
        TokenResource[] items = [.. tokens.All.Select(token => TokenResource.From(token))];
        return Results.Ok(new ListResource<TokenResource>(inventory.Current.Revision, items.Length, [.. items]));
    }

    private static async Task<IResult> CreateAsync(TokenRequest request, ApiTokens tokens, HttpContext context)
    {
        List<ValidationError> errors = [];
        ApiRole? role = request.Role switch
        {
            "admin" => ApiRole.Admin,
            "readOnly" => ApiRole.ReadOnly,
            _ => null,
        };
        if (role is null)
        {
            errors.Add(new ValidationError("role", request.Role ?? "", "must be admin or readOnly"));
        }

        if (string.IsNullOrEmpty(request.Name))
        {
            errors.Add(new ValidationError("name", "", "must be 1..64 letters, digits or any of - _ . @"));
        }

        if (errors.Count > 0)
        {
            return ErrorAnswers.From(StatusCodes.Status400BadRequest, [.. errors]);
        }

        TokenOutcome outcome = await tokens
            .CreateAsync(request.Name!, role!.Value, replace: false, context.FindCaller()!, context.RequestAborted).ConfigureAwait(false);
        return outcome.Token is { } token && outcome.Outcome == EditOutcome.Done
            ? Results.Json(TokenResource.From(token, outcome.Text), statusCode: StatusCodes.Status201Created)
            : ErrorAnswers.From(ErrorAnswers.StatusOf(outcome.Outcome), outcome.Error!);
    }

    private static async Task<IResult> RevokeAsync(string token, ApiTokens tokens, HttpContext context)
    {
        TokenOutcome outcome = await tokens.RevokeAsync(token, context.FindCaller()!, context.RequestAborted).ConfigureAwait(false);
        return outcome.Outcome == EditOutcome.Done
            ? Results.Ok(TokenResource.From(outcome.Token!))
            : ErrorAnswers.From(ErrorAnswers.StatusOf(outcome.Outcome), outcome.Error!);
    }
}

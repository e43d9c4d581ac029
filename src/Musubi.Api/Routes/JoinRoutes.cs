using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Musubi.Model.Inventory;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Api.Routes;

/// <summary>/hosts/tokens of a controller; /local and /local/join of an agent.</summary>
internal static class JoinRoutes
{
    private const int DefaultHours = 24;

    public static void Map(RouteGroupBuilder api, bool hasTokens, bool hasLocalHost)
    {
        if (hasTokens)
        {
            api.MapPost("/hosts/tokens", CreateTokenAsync).WithTags("hosts").WithSummary("Make a one-use join token")
                .Accepts<JoinTokenRequest>("application/json").Produces<JoinTokenResource>(StatusCodes.Status201Created);
        }

        if (hasLocalHost)
        {
            api.MapGet("/local", (ILocalHostService local) => Results.Json(local.Describe())).WithTags("local")
                .WithSummary("Show how this host stands with its fabric").Produces<LocalHostResource>();
            api.MapPost("/local/join", JoinAsync).WithTags("local").WithSummary("Join a fabric")
                .Accepts<LocalJoinRequest>("application/json").Produces<LocalHostResource>();
        }
    }

    private static async Task<IResult> CreateTokenAsync(HttpContext context, IJoinTokenService tokens)
    {
        (JsonElement body, IResult? error) = await RequestBody.ReadAsync(context);
        if (error is not null)
        {
            return error;
        }

        (JoinTokenRequest request, Model.ValueList<ValidationError> errors) = JoinReader.ReadToken(body);
        return errors.Count > 0
            ? ApiResults.Error(StatusCodes.Status400BadRequest, errors)
            : Results.Json(
                await tokens.CreateAsync(request.ValidHours ?? DefaultHours, context.FindCaller()!, context.RequestAborted),
                statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, ILocalHostService local)
    {
        (JsonElement body, IResult? error) = await RequestBody.ReadAsync(context);
        if (error is not null)
        {
            return error;
        }

        (LocalJoinRequest request, Model.ValueList<ValidationError> errors) = JoinReader.ReadJoin(body);
        if (errors.Count > 0)
        {
            return ApiResults.Error(StatusCodes.Status400BadRequest, errors);
        }

        LocalJoinOutcome outcome = await local.JoinAsync(request, context.FindCaller()!, context.RequestAborted);
        return outcome.Outcome == EditOutcome.Done
            ? Results.Json(local.Describe())
            : ApiResults.Error(ApiResults.StatusOf(outcome.Outcome), outcome.Errors);
    }
}

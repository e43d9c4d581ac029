using System.Reflection;
using Microsoft.AspNetCore.Http;
using Musubi.Model;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Api;

/// <summary>What holds for every route: somebody asks, no query parameter is unknown or repeated, and an unavailable inventory is said so.</summary>
internal static class ApiFilter
{
    /// <summary>A handler's query parameters are its parameters of type string that are not part of its route.</summary>
    public static EndpointFilterDelegate Make(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        HashSet<string> known = [.. factory.MethodInfo.GetParameters().Where(IsText).Select(p => p.Name!)];
        return async invocation =>
        {
            HttpContext context = invocation.HttpContext;
            if (context.FindCaller() is null)
            {
                return ApiResults.Error(StatusCodes.Status401Unauthorized, "Authorization", "", "must name a known caller");
            }

            ValueList<ValidationError> errors = CheckQuery(context, known);
            if (errors.Count > 0)
            {
                return ApiResults.Error(StatusCodes.Status400BadRequest, errors);
            }

            try
            {
                return await next(invocation);
            }
            catch (InventoryUnavailableException e)
            {
                return ApiResults.Error(StatusCodes.Status503ServiceUnavailable, "inventory", "", $"cannot be reached now: {e.Message}");
            }
        };
    }

    private static bool IsText(ParameterInfo parameter) => parameter.ParameterType == typeof(string);

    private static ValueList<ValidationError> CheckQuery(HttpContext context, HashSet<string> known)
    {
        List<ValidationError> errors = [];
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Query)
        {
            bool isKnown = known.Contains(name) && !context.Request.RouteValues.ContainsKey(name);
            if (!isKnown || values.Count != 1)
            {
                string all = string.Join(", ", known.Where(k => !context.Request.RouteValues.ContainsKey(k)).Order(StringComparer.Ordinal));
                string rule = isKnown ? "must be given only once" : $"is unknown here; known are: {(all.Length == 0 ? "none" : all)}";
                errors.Add(new ValidationError($"query {ShownValue.Of(name)}", ShownValue.Of(values.ToString()), rule));
            }
        }

        return [.. errors];
    }
}

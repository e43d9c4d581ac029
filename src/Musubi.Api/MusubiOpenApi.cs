using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Musubi.Model;

namespace Musubi.Api;

/// <summary>Describes the model's own JSON forms in an OpenAPI document, which cannot see through their converters.</summary>
public static class MusubiOpenApi
{
    public static OpenApiOptions AddMusubiSchemas(this OpenApiOptions options)
    {
        // Lists and MACs stand where they are used, like the arrays and strings that they are in JSON.
        options.CreateSchemaReferenceId = info =>
            Bare(info.Type) is { } type && (IsList(type) || type == typeof(MacAddress)) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        return options.AddSchemaTransformer(DescribeAsync);
    }

    private static async Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        Type type = Bare(context.JsonTypeInfo.Type);
        if (type == typeof(MacAddress))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = "^([0-9a-f]{2}:){5}[0-9a-f]{2}$";
        }
        else if (IsList(type))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = await context.GetOrCreateSchemaAsync(type.GenericTypeArguments[0], null, cancellation).ConfigureAwait(false);
        }
    }

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>);
}

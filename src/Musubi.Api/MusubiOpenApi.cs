using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Musubi.Model;

namespace Musubi.Api;

/// <summary>Describes the model's own JSON forms in an OpenAPI document, which cannot see through their converters.</summary>
public static class MusubiOpenApi
{
    public static OpenApiOptions AddMusubiSchemas(this OpenApiOptions options) => options.AddSchemaTransformer(DescribeAsync);

    private static async Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        Type type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(MacAddress))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = "^([0-9a-f]{2}:){5}[0-9a-f]{2}$";
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueList<>))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = await context.GetOrCreateSchemaAsync(type.GenericTypeArguments[0], null, cancellation).ConfigureAwait(false);
        }
    }
}

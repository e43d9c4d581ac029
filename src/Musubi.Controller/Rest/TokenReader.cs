using System.Text.Json;
using Musubi.Controller.Trust;
using Musubi.Model.Validation;

namespace Musubi.Controller.Rest;

/// <summary>Reads a request for an API token, with all that is wrong with its form. Pure.</summary>
internal static class TokenReader
{
    public static (string Name, ApiRole Role, ValidationError[] Errors) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return ("", ApiRole.ReadOnly, [new ValidationError("body", "", "must be an object with name and role")]);
        }

        List<ValidationError> errors = [];
        string? name = null;
        ApiRole? role = null;
        foreach (JsonProperty property in body.EnumerateObject())
        {
            string value = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            switch (property.Name)
            {
                case "name":
                    name = value;
                    break;
                case "role":
                    role = value switch { "admin" => ApiRole.Admin, "readOnly" => ApiRole.ReadOnly, _ => null };
                    break;
                default:
                    errors.Add(new ValidationError(ShownValue.Of(property.Name), ShownValue.Of(value), "is unknown here; known are name, role"));
                    break;
            }
        }

        if (role is null)
        {
            errors.Add(new ValidationError("role", "", "must be given as admin or readOnly"));
        }

        if (ApiTokens.NameRule(name ?? "") is { } rule)
        {
            errors.Add(new ValidationError("name", ShownValue.Of(name ?? ""), rule));
        }

        return (name ?? "", role ?? ApiRole.ReadOnly, [.. errors]);
    }
}

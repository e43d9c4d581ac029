using System.Text.Json;
using Musubi.Model.Resources;
using Musubi.Model.Validation;

namespace Musubi.Model.Reading;

/// <summary>Reads the requests about joining a fabric, with all that is wrong with them. Pure; any thread.</summary>
public static class JoinReader
{
    public const int MaxHours = 720;

    private const int MaxTokenLength = 512;

    public static (JoinTokenRequest Request, ValueList<ValidationError> Errors) ReadToken(JsonElement body)
    {
        List<ValidationError> errors = [];
        FieldReader reader = new(body, "", errors);
        JoinTokenRequest request = new() { ValidHours = (int?)reader.Number("validHours", 1, MaxHours) };
        reader.Finish();
        return (request, [.. errors]);
    }

    public static (LocalJoinRequest Request, ValueList<ValidationError> Errors) ReadJoin(JsonElement body)
    {
        List<ValidationError> errors = [];
        FieldReader reader = new(body, "", errors);
        LocalJoinRequest request = new()
        {
            Controller = reader.Text("controller") ?? "",
            Token = reader.Text("token") ?? "",
            Name = reader.Text("name"),
        };
        reader.Finish();
        if (!IsEndpoint(request.Controller))
        {
            errors.Add(new ValidationError("controller", ShownValue.Of(request.Controller), "must be ADDRESS:PORT of the controller's fabric endpoint"));
        }

        // A token is a secret: it is not shown, not even in an error.
        if (request.Token.Length is 0 or > MaxTokenLength)
        {
            errors.Add(new ValidationError("token", "", "must be a join token from the controller"));
        }

        if (request.Name is { } name && NameRules.Check(name) is { } rule)
        {
            errors.Add(new ValidationError("name", ShownValue.Of(name), rule));
        }

        return (request, [.. errors]);
    }

    private static bool IsEndpoint(string text) =>
        Uri.TryCreate($"https://{text}", UriKind.Absolute, out Uri? uri) && uri is { PathAndQuery: "/", Port: > 0, UserInfo: "", Fragment: "" }
        && text.LastIndexOf(':') is > 0 and int colon && int.TryParse(text.AsSpan(colon + 1), out _);
}

using System.Text.Json;
using Musubi.Model.Validation;

namespace Musubi.Controller.Rest;

/// <summary>Reads a body that is an object of a few texts, with all that is wrong with its form. One request's own.</summary>
internal sealed class FormReader
{
    private readonly Dictionary<string, string> _texts = [];

    /// <param name="body">The whole body.</param>
    /// <param name="known">Names of its members; values of the others are told back, those of <paramref name="secret"/> never.</param>
    /// <param name="secret">The member that nobody may read.</param>
    public FormReader(JsonElement body, string[] known, string secret)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            Errors.Add(new ValidationError("body", "", $"must be an object with {string.Join(", ", known)}"));
            return;
        }

        foreach (JsonProperty property in body.EnumerateObject())
        {
            string shown = property.Name == secret ? "" : ShownValue.Of(property.Value.ToString());
            if (!known.Contains(property.Name))
            {
                Errors.Add(new ValidationError(ShownValue.Of(property.Name), shown, $"is unknown here; known are {string.Join(", ", known)}"));
            }
            else if (property.Value.ValueKind != JsonValueKind.String)
            {
                Errors.Add(new ValidationError(property.Name, shown, "must be a text"));
            }
            else if (!_texts.TryAdd(property.Name, property.Value.GetString()!))
            {
                Errors.Add(new ValidationError(property.Name, shown, "must be given only once"));
            }
        }
    }

    public List<ValidationError> Errors { get; } = [];

    public string? Find(string name) => _texts.GetValueOrDefault(name);

    /// <summary>The text, or none and an error.</summary>
    public string Require(string name)
    {
        if (Find(name) is { } text)
        {
            return text;
        }

        if (Errors.All(error => error.Field != name))
        {
            Errors.Add(new ValidationError(name, "", "must be given"));
        }

        return "";
    }
}

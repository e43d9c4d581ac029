using System.Globalization;
using System.Text.Json;
using Musubi.Model.Validation;

namespace Musubi.Model.Reading;

/// <summary>
/// Reads one JSON object field by field and gathers everything that is wrong with its form: wrong types, unknown and repeated fields.
/// A field that is absent, null or wrong reads as null. Not safe for several threads.
/// </summary>
internal sealed class FieldReader
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<ValidationError> _errors;
    private readonly string _path;

    public FieldReader(JsonElement element, string path, List<ValidationError> errors)
    {
        _path = path;
        _errors = errors;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, element, "must be an object");
            return;
        }

        IsObject = true;
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!_fields.TryAdd(property.Name, property.Value))
            {
                Add(PathOf(property.Name), property.Value, "must be given only once");
            }
        }
    }

    /// <summary>False when there is something else in its place, which has been noted.</summary>
    public bool IsObject { get; }

    public string PathOf(string name) => _path.Length == 0 ? ShownValue.Of(name) : $"{_path}.{ShownValue.Of(name)}";

    /// <summary>Fields that the server writes and takes back unread, so that what it gave can be sent to it again.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            _known.Add(name);
        }
    }

    /// <summary>To be called last: every field that nobody asked for is an error.</summary>
    public void Finish()
    {
        foreach ((string name, JsonElement value) in _fields)
        {
            if (!_known.Contains(name))
            {
                Add(PathOf(name), value, $"is unknown here; known are {string.Join(", ", _known)}");
            }
        }
    }

    /// <summary>False when the field is absent; a JSON null is present.</summary>
    public bool TryTake(string name, out JsonElement value)
    {
        _known.Add(name);
        return _fields.TryGetValue(name, out value);
    }

    public string? Text(string name)
    {
        if (!TryTakeValue(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string>(name, value, "must be a text");
    }

    public bool? Flag(string name)
    {
        if (!TryTakeValue(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Wrong<string>(name, value, "must be true or false");
        return null;
    }

    public long? Number(string name, long min, long max)
    {
        if (!TryTakeValue(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= min && number <= max)
        {
            return number;
        }

        Wrong<string>(name, value, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return null;
    }

    /// <summary>A whole number of 32 bits; its own bounds are for the editor to check.</summary>
    public int? Int(string name) => (int?)Number(name, int.MinValue, int.MaxValue);

    public ValueList<string>? Texts(string name)
    {
        if (!TryTakeValue(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
        {
            Wrong<string>(name, value, "must be a list of texts");
            return null;
        }

        return [.. value.EnumerateArray().Select(e => e.GetString()!)];
    }

    public FieldReader? Object(string name) => TryTakeValue(name, out JsonElement value) ? new FieldReader(value, PathOf(name), _errors) : null;

    public IReadOnlyList<FieldReader>? Objects(string name)
    {
        if (!TryTakeValue(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((e, i) => new FieldReader(e, $"{PathOf(name)}[{i}]", _errors))]
            : Wrong<IReadOnlyList<FieldReader>>(name, value, "must be a list");
    }

    /// <summary>An object whose members are all texts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? TextMap(string name)
    {
        if (!TryTakeValue(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!))]
            : Wrong<IReadOnlyList<KeyValuePair<string, string>>>(name, value, "must be an object whose members are texts");
    }

    /// <summary>An object whose members are all whole numbers from 0.</summary>
    public IReadOnlyList<KeyValuePair<string, long>>? NumberMap(string name)
    {
        if (!TryTakeValue(name, out JsonElement value))
        {
            return null;
        }

        List<KeyValuePair<string, long>> numbers = [];
        bool right = value.ValueKind == JsonValueKind.Object;
        foreach (JsonProperty property in right ? [.. value.EnumerateObject()] : Array.Empty<JsonProperty>())
        {
            long number = -1;
            right &= property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt64(out number) && number >= 0;
            numbers.Add(KeyValuePair.Create(property.Name, number));
        }

        return right ? numbers : Wrong<IReadOnlyList<KeyValuePair<string, long>>>(name, value, "must be an object whose members are whole numbers from 0");
    }

    /// <summary>Notes that a field's value is wrong, or that it is absent (a value of no kind).</summary>
    public T? Wrong<T>(string name, JsonElement value, string rule)
        where T : class
    {
        Add(PathOf(name), value, rule);
        return null;
    }

    private bool TryTakeValue(string name, out JsonElement value) => TryTake(name, out value) && value.ValueKind != JsonValueKind.Null;

    private void Add(string field, JsonElement value, string rule)
    {
        if (_errors.Count < Limits.MaxErrors)
        {
            string shown = value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Undefined => "", _ => value.GetRawText() };
            _errors.Add(new ValidationError(field, ShownValue.Of(shown), rule));
        }
    }
}

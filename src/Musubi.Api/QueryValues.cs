using System.Globalization;
using Musubi.Model;
using Musubi.Model.Validation;

namespace Musubi.Api;

/// <summary>Reads query parameters and gathers what is wrong with them.</summary>
internal sealed class QueryValues
{
    private readonly List<ValidationError> _errors = [];

    public ValueList<ValidationError> Errors => [.. _errors];

    public bool Flag(string name, string? text)
    {
        switch (text)
        {
            case null or "false":
                return false;
            case "" or "true":
                return true;
            default:
                Add(name, text, "must be true or false");
                return false;
        }
    }

    public bool? OptionalFlag(string name, string? text) => text is null ? null : Flag(name, text);

    public long? Number(string name, string? text, long min, long max)
    {
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max)
        {
            return number;
        }

        Add(name, text, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return null;
    }

    public void Add(string name, string? value, string rule) => _errors.Add(new ValidationError(name, ShownValue.Of(value), rule));
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Musubi.Model;
using Musubi.Model.Validation;

namespace Musubi.Api;

/// <summary>
/// The revision that a change says it is based on: in the body, in the query, or in If-Match. A change that must name one and
/// does not is refused; "If-Match: *" is the way to say "whatever it is".
/// </summary>
internal sealed class Condition
{
    private readonly bool _isAny;
    private readonly List<ValidationError> _errors = [];

    public Condition(HttpContext context, string? query = null)
    {
        StringValues header = context.Request.Headers.IfMatch;
        string? text = header.Count == 0 ? null : header.ToString().Trim();
        _isAny = text == "*";
        if (text is not null && !_isAny)
        {
            Take("If-Match", text.Trim('"'), "must be \"*\" or a revision in quotes, such as \"12\"");
        }

        if (query is not null)
        {
            Take("revision", query, "must be a revision, such as 12");
        }
    }

    public long? Revision { get; private set; }

    /// <summary>Takes the revision of the body into account and lists what is wrong.</summary>
    public ValueList<ValidationError> Judge(long? bodyRevision, bool required)
    {
        if (bodyRevision is { } revision)
        {
            Agree("revision", revision);
        }

        if (required && !_isAny && Revision is null && _errors.Count == 0)
        {
            _errors.Add(new ValidationError("revision", "", "must be given: the revision that the change is based on, or the header \"If-Match: *\""));
        }

        return [.. _errors];
    }

    private void Take(string field, string text, string rule)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long revision))
        {
            Agree(field, revision);
        }
        else
        {
            _errors.Add(new ValidationError(field, ShownValue.Of(text), rule));
        }
    }

    private void Agree(string field, long revision)
    {
        if (Revision is { } other && other != revision)
        {
            _errors.Add(new ValidationError(field, ShownValue.Of(revision), $"must agree with the other revision given, {other}"));
        }

        Revision = revision;
    }
}

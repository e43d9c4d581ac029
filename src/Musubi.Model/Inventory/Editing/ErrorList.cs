using System.Globalization;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Gathers all that is wrong with a command, and what it may do but hardly means. Not safe for several threads.</summary>
internal sealed class ErrorList
{
    private readonly List<(int Document, ValidationError Error)> _errors = [];
    private readonly List<(int Document, ValidationError Warning)> _warnings = [];
    private readonly HashSet<string> _fieldsReadWrongly = [];
    private int _unreported;
    private int _document = -1;
    private string _prefix = "";
    private EditOutcome _outcome = EditOutcome.Done;

    /// <summary>Rises with each error.</summary>
    public int Count => _errors.Count + _unreported;

    /// <summary>The gravest kind met: what is invalid goes before what is missing, that before conflicts, and those before refusals.</summary>
    public EditOutcome Outcome => _outcome;

    /// <summary>Errors that follow belong to this document.</summary>
    public void Enter(int document, string prefix)
    {
        _document = document;
        _prefix = prefix;
        _fieldsReadWrongly.Clear();
    }

    /// <summary>Takes over what reading found. A field that could not be read is not judged a second time.</summary>
    public void AddRead(ValueList<ValidationError> errors)
    {
        foreach (ValidationError error in errors)
        {
            Add(EditOutcome.Invalid, error.Field, error.Value, error.Rule);
            _fieldsReadWrongly.Add(error.Field);
        }
    }

    public void Invalid(string field, string? value, string rule) => Add(EditOutcome.Invalid, field, value, rule);

    public void NotFound(string field, string? value, string rule) => Add(EditOutcome.NotFound, field, value, rule);

    public void Conflict(string field, string? value, string rule) => Add(EditOutcome.Conflict, field, value, rule);

    public void Refuse(string field, string? value, string rule) => Add(EditOutcome.Refused, field, value, rule);

    /// <summary>Notes what is permitted and yet unlikely to do what is wanted; the command is carried out. At most <see cref="Limits.MaxErrors"/> are kept.</summary>
    public void Warn(string field, string? value, string rule)
    {
        if (_warnings.Count < Limits.MaxErrors)
        {
            _warnings.Add((_document, new ValidationError(_prefix + field, ShownValue.Of(value), rule)));
        }
    }

    /// <summary>Notes a broken rule, if any; true when there was none.</summary>
    public bool Check(string field, string? value, string? brokenRule)
    {
        if (brokenRule is not null)
        {
            Invalid(field, value, brokenRule);
        }

        return brokenRule is null;
    }

    /// <summary>In the order of the documents, and within one as they were found.</summary>
    public ValueList<ValidationError> ToList()
    {
        List<ValidationError> all = [.. _errors.OrderBy(e => e.Document).Select(e => e.Error)];
        if (_unreported > 0)
        {
            all.Add(new ValidationError("", _unreported.ToString(CultureInfo.InvariantCulture), "more errors than are reported at once"));
        }

        return [.. all];
    }

    /// <summary>In the same order.</summary>
    public ValueList<ValidationError> Warnings() => [.. _warnings.OrderBy(w => w.Document).Select(w => w.Warning)];

    /// <summary>The whole body, the field itself, or a part of it.</summary>
    private static bool IsWithin(string field, string wrong) =>
        field.StartsWith(wrong, StringComparison.Ordinal)
        && (wrong.Length == 0 || field.Length == wrong.Length || field[wrong.Length] is '.' or '[');

    private void Add(EditOutcome outcome, string field, string? value, string rule)
    {
        if (_fieldsReadWrongly.Any(wrong => IsWithin(field, wrong)))
        {
            return;
        }

        if (_outcome == EditOutcome.Done || outcome < _outcome)
        {
            _outcome = outcome;
        }

        if (_errors.Count == Limits.MaxErrors)
        {
            _unreported++;
            return;
        }

        _errors.Add((_document, new ValidationError(_prefix + field, ShownValue.Of(value), rule)));
    }
}

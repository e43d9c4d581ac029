namespace Musubi.Model.Validation;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Field">Path to the field in the request, such as "portGroup web: vlan".</param>
/// <param name="Value">The value found, shortened to 64 characters.</param>
/// <param name="Rule">The rule it breaks, in a sentence that says what would be right.</param>
public sealed record ValidationError(string Field, string Value, string Rule);

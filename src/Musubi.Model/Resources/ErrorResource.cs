using Musubi.Model.Validation;

namespace Musubi.Model.Resources;

/// <summary>The answer to every request that failed: all that is wrong with it.</summary>
public sealed record ErrorResource(ValueList<ValidationError> Errors);

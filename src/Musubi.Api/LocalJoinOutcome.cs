using Musubi.Model.Inventory;
using Musubi.Model.Validation;

namespace Musubi.Api;

/// <summary>How a join ended.</summary>
/// <param name="Outcome">Decides the HTTP status.</param>
/// <param name="Errors">Empty when done.</param>
public sealed record LocalJoinOutcome(EditOutcome Outcome, Model.ValueList<ValidationError> Errors);

using Musubi.Model.Inventory;
using Musubi.Model.Validation;

namespace Musubi.Controller.Accounts;

/// <summary>How a change of an account ended.</summary>
/// <param name="Outcome">Decides the HTTP status.</param>
/// <param name="Errors">Empty when done.</param>
/// <param name="Account">As it is now; the one that was removed, if so.</param>
internal sealed record AccountOutcome(EditOutcome Outcome, IReadOnlyList<ValidationError> Errors, Account? Account = null)
{
    public static AccountOutcome Failed(EditOutcome outcome, string field, string value, string rule) =>
        new(outcome, [new ValidationError(field, ShownValue.Of(value), rule)]);
}

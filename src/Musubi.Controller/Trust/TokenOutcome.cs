using Musubi.Model.Inventory;
using Musubi.Model.Validation;

namespace Musubi.Controller.Trust;

/// <summary>How making or revoking an API token ended.</summary>
/// <param name="Outcome">Decides the HTTP status.</param>
/// <param name="Error">What was wrong; null when done.</param>
/// <param name="Token">The token that was made or revoked.</param>
/// <param name="Text">What its holder presents; shown once, when it is made.</param>
internal sealed record TokenOutcome(EditOutcome Outcome, ValidationError? Error, ApiToken? Token = null, string Text = "")
{
    public static TokenOutcome Failed(EditOutcome outcome, string field, string value, string rule) =>
        new(outcome, new ValidationError(field, ShownValue.Of(value), rule));
}

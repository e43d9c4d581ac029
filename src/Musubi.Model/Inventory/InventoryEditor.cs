using Musubi.Model.Commands;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory;

/// <summary>Edits an inventory. Pure and deterministic: the same snapshot, command and ids give the same result. Any thread.</summary>
public static class InventoryEditor
{
    /// <summary>Carries out a command whole, or reports everything that is wrong with it.</summary>
    public static EditResult Edit(InventorySnapshot snapshot, InventoryCommand command, EditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new EditResult
        {
            Outcome = EditOutcome.Refused,
            Snapshot = snapshot,
            Errors = [new ValidationError("command", command.GetType().Name, "must be a command that this version knows")],
        };
    }
}

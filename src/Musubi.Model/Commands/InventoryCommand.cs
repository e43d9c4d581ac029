using Musubi.Model.Validation;

namespace Musubi.Model.Commands;

/// <summary>
/// A wish to change the inventory. Objects are named by name or id in text form; the editor resolves them in the snapshot it edits.
/// </summary>
public abstract record InventoryCommand
{
    /// <summary>
    /// What was wrong with the text the command was read from. Any entry makes the command fail; it travels with the
    /// command so that these errors and those against the rules are reported together.
    /// </summary>
    public ValueList<ValidationError> ReadErrors { get; init; } = [];
}

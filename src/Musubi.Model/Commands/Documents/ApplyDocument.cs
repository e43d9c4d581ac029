using Musubi.Model.Validation;

namespace Musubi.Model.Commands.Documents;

/// <summary>One document of an <see cref="Apply"/>.</summary>
/// <param name="Index">Its place in the request, from 0, for error messages.</param>
public abstract record ApplyDocument(int Index)
{
    /// <summary>The object's revision that this is based on; null: any, 0: a switch or port group is not to be there yet.</summary>
    public long? Revision { get; init; }

    /// <summary>What was wrong with its text; see <see cref="InventoryCommand.ReadErrors"/>.</summary>
    public ValueList<ValidationError> ReadErrors { get; init; } = [];
}

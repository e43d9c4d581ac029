namespace Musubi.Model.Commands.Documents;

/// <summary>One document of an <see cref="Apply"/>.</summary>
/// <param name="Index">Its place in the request, from 0, for error messages.</param>
public abstract record ApplyDocument(int Index)
{
    /// <summary>The object's revision that this is based on; null: any.</summary>
    public long? Revision { get; init; }
}

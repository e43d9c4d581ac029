using Musubi.Model.Validation;

namespace Musubi.Cli.Documents;

/// <summary>Paths of fields, in the form in which the server names them.</summary>
internal static class FieldPath
{
    public static string Of(string path, string name) => path.Length == 0 ? ShownValue.Of(name) : $"{path}.{ShownValue.Of(name)}";
}

namespace Musubi.Cli.Documents;

internal enum YamlScalarKind
{
    Text,
    Null,
    True,
    False,
    Integer,
    Real,
}

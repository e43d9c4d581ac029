namespace Musubi.Cli.Documents;

/// <summary>Bounds of what apply reads. The server has its own; these keep a hostile file from costing this machine anything.</summary>
internal static class DocumentLimits
{
    /// <summary>Characters of a file.</summary>
    public const int MaxCharacters = 16 << 20;

    /// <summary>Levels of nesting in a document.</summary>
    public const int MaxDepth = 24;

    /// <summary>Values in a file, with every alias counted as what it stands for.</summary>
    public const int MaxValues = 1_000_000;

    /// <summary>Errors shown for one file.</summary>
    public const int MaxErrors = 100;
}

namespace Musubi.Cli.Documents;

/// <summary>Opens files of documents.</summary>
internal static class DocumentFiles
{
    /// <param name="path">A file, or - for standard input.</param>
    /// <exception cref="CliException">It cannot be read, or holds what is no document.</exception>
    public static List<ReadDocument> Read(Surroundings surroundings, string path)
    {
        if (path == "-")
        {
            return DocumentReader.Read(surroundings.In, path);
        }

        try
        {
            using StreamReader reader = new(path);
            return DocumentReader.Read(reader, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{path}: must be readable: {error.Message}", error);
        }
    }
}

using System.Text.Json;
using Musubi.Model.Validation;

namespace Musubi.Cli.Connection;

/// <summary>Reads configuration files such as the controller's admin.json.</summary>
internal static class ConfigReader
{
    private const int MaxBytes = 1 << 20;

    /// <exception cref="CliException">The file cannot be read, or holds something else; every error is named.</exception>
    public static ClientConfig Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(ReadText(path));
            return Read(path, document.RootElement);
        }
        catch (JsonException error)
        {
            throw new CliException(ExitCode.Usage, $"{path}: must be JSON: {error.Message}", error);
        }
    }

    /// <exception cref="CliException">The file cannot be read, or is too long.</exception>
    public static string ReadText(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                throw new CliException(ExitCode.Usage, $"{path}: must be at most {MaxBytes} bytes (got \"{file.Length}\")");
            }

            using StreamReader reader = new(file);
            return reader.ReadToEnd();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{path}: must be readable: {error.Message}", error);
        }
    }

    private static ClientConfig Read(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new CliException(ExitCode.Usage, $"{path}: must be an object with server, token and caPem");
        }

        List<string> errors = [];
        Dictionary<string, string> fields = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name is not ("server" or "token" or "caPem"))
            {
                errors.Add($"{path}: {ShownValue.Of(property.Name)}: is unknown here; known are server, token and caPem");
            }
            else if (property.Value.ValueKind != JsonValueKind.String)
            {
                errors.Add($"{path}: {property.Name}: must be a text (got \"{ShownValue.Of(property.Value.GetRawText())}\")");
            }
            else
            {
                fields[property.Name] = property.Value.GetString()!;
            }
        }

        return errors.Count == 0
            ? new ClientConfig(fields.GetValueOrDefault("server"), fields.GetValueOrDefault("token"), fields.GetValueOrDefault("caPem"))
            : throw new CliException(ExitCode.Usage, errors);
    }
}

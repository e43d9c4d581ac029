using System.Text;

namespace Musubi.Controller.Edge;

/// <summary>
/// The controller's folder. Only its owner can read what is in it: the store holds the authority's key. Called at start-up, by one thread.
/// </summary>
#pragma warning disable RS0030 // edge: this is where the controller touches files
public sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;

    /// <summary>Takes up the folder, making it when there is none.</summary>
    public DataDirectory(string path)
    {
        _path = Path.GetFullPath(path);
        if (!Directory.Exists(_path))
        {
            Directory.CreateDirectory(_path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The path of a file that only its owner can read; made empty when there is none.</summary>
    public string PrivateFile(string name)
    {
        string path = Path.Combine(_path, name);
        if (!File.Exists(path))
        {
            FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using FileStream made = new(path, options);
        }

        return path;
    }

    /// <summary>A folder that only its owner can read; made when there is none.</summary>
    public DirectoryInfo PrivateFolder(string name) => Directory.CreateDirectory(Path.Combine(_path, name), OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>The text of a file, or null when there is none.</summary>
    public string? Read(string name)
    {
        string path = Path.Combine(_path, name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Replaces a file as a whole: a reader sees the old text or the new, and a crash leaves one of them.</summary>
    public void Write(string name, string text)
    {
        string path = Path.Combine(_path, name);
        string temporary = path + ".new";
        File.Delete(temporary);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (FileStream stream = new(temporary, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

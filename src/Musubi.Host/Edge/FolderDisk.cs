using Musubi.Host.State;
using Musubi.Io.Files;

namespace Musubi.Host.Edge;

/// <summary>A folder that only its owner can read.</summary>
internal sealed class FolderDisk(string folder) : IDisk
{
#pragma warning disable RS0030 // edge: this is where the disk comes in
    public byte[]? Read(string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void Write(string name, ReadOnlySpan<byte> content)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using FileStream file = new(Path.Combine(folder, name), options);
        file.Write(content);
    }

    public void Sync(string name)
    {
        using FileStream file = new(Path.Combine(folder, name), FileMode.Open, FileAccess.ReadWrite);
        DurableFile.Sync(file.SafeFileHandle);
    }

    public void Rename(string from, string to) => File.Move(Path.Combine(folder, from), Path.Combine(folder, to), overwrite: true);
#pragma warning restore RS0030

    public void SyncFolder() => DurableFile.SyncDirectory(folder);
}

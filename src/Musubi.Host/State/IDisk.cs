namespace Musubi.Host.State;

/// <summary>
/// One folder of a disk, in the steps that matter for durability: what was not synced may be lost or torn by a crash.
/// Names are plain file names. Used by one thread at a time.
/// </summary>
public interface IDisk
{
    /// <summary>The file's bytes, or null when there is no such file.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    byte[]? Read(string name);

    /// <summary>Creates or replaces the file's content; nothing is durable yet.</summary>
    /// <exception cref="IOException">The disk is full or fails; the file may be torn.</exception>
    void Write(string name, ReadOnlySpan<byte> content);

    /// <summary>Makes the content of a file durable, but not yet its name.</summary>
    void Sync(string name);

    /// <summary>Gives a file another name, replacing what had it.</summary>
    void Rename(string from, string to);

    /// <summary>Makes names durable.</summary>
    void SyncFolder();
}

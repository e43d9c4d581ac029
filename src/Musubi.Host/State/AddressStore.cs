using System.Text.Json;
using Musubi.Model;
using Musubi.Model.Json;

namespace Musubi.Host.State;

/// <summary>
/// Keeps on disk what guests were seen to have, beside the state and apart from it: it changes with every lease, and without it guests
/// are only cut off until they renew theirs. A crash leaves the former file or the new one.
/// </summary>
public sealed class AddressStore(IDisk disk)
{
    public const string FileName = "addresses.json";

    private const string NewName = "addresses.new.json";

    /// <summary>What is stored; nothing when there is no file, or none that can be read: <paramref name="problem"/> says so then.</summary>
    public ValueList<KeptAddresses> Load(out string? problem)
    {
        problem = null;
        try
        {
            byte[]? content = disk.Read(FileName);
            return content is null ? [] : JsonSerializer.Deserialize<ValueList<KeptAddresses>>(content, ModelJson.Options);
        }
        catch (JsonException damage)
        {
            problem = $"{FileName} is damaged, and the addresses in it are forgotten: {damage.Message}";
            return [];
        }
    }

    /// <exception cref="IOException">The disk is full or fails; what was stored before is still there.</exception>
    public void Save(ValueList<KeptAddresses> ports)
    {
        disk.Write(NewName, JsonSerializer.SerializeToUtf8Bytes(ports, ModelJson.Options));
        disk.Sync(NewName);
        disk.Rename(NewName, FileName);
        disk.SyncFolder();
    }
}

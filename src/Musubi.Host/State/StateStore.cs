using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Musubi.Model.Json;

namespace Musubi.Host.State;

/// <summary>
/// Keeps a <see cref="HostState"/> on disk: a head line with the content's SHA-256, then JSON. A save is durable when it returns;
/// a crash at any point leaves the former state or the new one. The former file is kept beside the present one.
/// </summary>
public sealed class StateStore(IDisk disk)
{
    public const string FileName = "state.json";
    public const string PreviousName = "state.previous.json";
    public const string NewName = "state.new.json";

    private const string Magic = "musubi-host-state";
    private const int Version = 1;

    /// <summary>The stored state, or null on a disk that never had one.</summary>
    /// <exception cref="StateCorruptException">There are files, and none of them is whole: guessing would cut VMs off.</exception>
    public LoadedState? Load()
    {
        byte[]? present = disk.Read(FileName);
        byte[]? previous = disk.Read(PreviousName);
        if (present is null && previous is null)
        {
            return null;
        }

        HostState? state = TryParse(present, out string problem);
        if (state is not null)
        {
            return new LoadedState(state, null);
        }

        state = TryParse(previous, out string previousProblem);
        return state is not null
            ? new LoadedState(state, $"{FileName} {problem}; the state before it is used")
            : throw new StateCorruptException($"{FileName} {problem} and {PreviousName} {previousProblem}: restore one of them from a backup, or remove both to start anew");
    }

    /// <exception cref="IOException">The disk is full or fails; what was stored before is still there.</exception>
    public void Save(HostState state)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(state, ModelJson.Options);
        string head = string.Create(CultureInfo.InvariantCulture, $"{Magic} {Version} {Convert.ToHexStringLower(SHA256.HashData(json))} {json.Length}\n");
        disk.Write(NewName, [.. Encoding.ASCII.GetBytes(head), .. json]);
        disk.Sync(NewName);
        if (disk.Read(FileName) is not null)
        {
            disk.Rename(FileName, PreviousName);
        }

        disk.Rename(NewName, FileName);
        disk.SyncFolder();
    }

    private static HostState? TryParse(byte[]? content, out string problem)
    {
        if (content is null)
        {
            problem = "is missing";
            return null;
        }

        int end = content.AsSpan().IndexOf((byte)'\n');
        string[] head = end < 0 ? [] : Encoding.ASCII.GetString(content, 0, end).Split(' ');
        ReadOnlySpan<byte> json = content.AsSpan(end + 1);
        problem = head.Length != 4 || head[0] != Magic ? "is damaged: its first line is not ours"
            : head[1] != Version.ToString(CultureInfo.InvariantCulture) ? $"has version {head[1]}; this agent reads version {Version}"
            : Convert.ToHexStringLower(SHA256.HashData(json)) != head[2] ? "is damaged: its checksum does not match"
            : "";
        return problem.Length == 0 ? JsonSerializer.Deserialize<HostState>(json, ModelJson.Options) : null;
    }
}

using System.Text;
using Musubi.Cli.Output;

namespace Musubi.Cli.Libvirt;

/// <summary>The script that libvirt runs, as a file. Only what Musubi wrote is ever written over or removed.</summary>
internal sealed class HookFile(string path)
{
    /// <summary>libvirt runs every program of this folder, beside /etc/libvirt/hooks/qemu (since libvirt 6.5).</summary>
    public const string DefaultPath = "/etc/libvirt/hooks/qemu.d/musubi";

    private const string Mark = "# Musubi's libvirt hook";
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public bool Exists => File.Exists(path);

    public bool IsOurs => Exists && ReadAll().Contains(Mark, StringComparison.Ordinal);

    public bool Holds(string script) => Exists && ReadAll() == script;

    /// <summary>True when the file changed.</summary>
    /// <exception cref="CliException">There is a file that is not Musubi's, or the disk refuses.</exception>
    public bool Install(string script)
    {
        RequireOurs();
        if (Holds(script) && File.GetUnixFileMode(path) == Mode)
        {
            return false;
        }

        string fresh = path + ".new";
        Try(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".");
            File.Delete(fresh);
            File.WriteAllText(fresh, script);
            File.SetUnixFileMode(fresh, Mode);
            File.Move(fresh, path, overwrite: true);
        });
        return true;
    }

    /// <summary>True when there was one.</summary>
    /// <exception cref="CliException">The file is not Musubi's, or the disk refuses.</exception>
    public bool Remove()
    {
        RequireOurs();
        bool existed = Exists;
        Try(() => File.Delete(path));
        return existed;
    }

    /// <param name="program">Absolute path of this program.</param>
    /// <param name="variables">What it needs to find agent, controller and runtime.</param>
    public static string Script(string program, IEnumerable<(string Name, string Value)> variables)
    {
        StringBuilder script = new();
        script.Append("#!/bin/sh\n").Append(Mark).Append(", written by `musubi host hook install`, which also writes it anew.\n");
        foreach ((string name, string value) in variables)
        {
            script.Append($"export {name}={Quote(value)}\n");
        }

        // Only a refusal before the start may reach libvirt: it kills a guest over a failure of "reconnect".
        script.Append("case \"$2\" in\n")
            .Append($"prepare) exec timeout -k 2 20 {Quote(program)} host hook run \"$@\" ;;\n")
            .Append($"reconnect|release) timeout -k 2 20 {Quote(program)} host hook run \"$@\" || true ;;\n")
            .Append("esac\n");
        return script.ToString();
    }

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private void RequireOurs()
    {
        if (Exists && !IsOurs)
        {
            throw new CliException(ExitCode.Conflict, ErrorText.Line("path", path,
                $"must be free or Musubi's own: this is another hook. Keep it, and give --path {DefaultPath}, which libvirt runs as well, or call Musubi's from it"));
        }
    }

    private string ReadAll()
    {
        string text = "";
        Try(() => text = File.ReadAllText(path));
        return text;
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failure, ErrorText.Line("path", path, $"must be readable and writable: {error.Message}"), error);
        }
    }
}

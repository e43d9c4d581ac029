using System.Globalization;
using Musubi.Io.Native;

namespace Musubi.Io.Files;

/// <summary>To whom a file belongs. Any thread.</summary>
public static class FileOwner
{
    private const string Groups = "/etc/group";
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Gives a file or socket to a group of this machine; false, and nothing is changed, where there is no such group.</summary>
    /// <exception cref="SystemCallException">There is, but it cannot be given.</exception>
    public static bool TrySetGroup(string path, string group)
    {
        if (FindGroup(group) is not { } id)
        {
            return false;
        }

        SystemCall.Check(Libc.lchown(path, Unchanged, id), $"lchown({path})");
        return true;
    }

    private static uint? FindGroup(string name)
    {
        if (!File.Exists(Groups))
        {
            return null;
        }

        foreach (string line in File.ReadLines(Groups))
        {
            string[] fields = line.Split(':');
            if (fields.Length >= 3 && fields[0] == name && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id))
            {
                return id;
            }
        }

        return null;
    }
}

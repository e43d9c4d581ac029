using System.Reflection;

namespace Musubi.Lab.Guests;

/// <summary>The shell scripts that are part of this program.</summary>
internal static class Scripts
{
    public static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new LabException($"no script {name} in this program");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes a script to where a program can run it.</summary>
    public static void Install(string name, string path)
    {
        File.WriteAllBytes(path, Read(name));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

using System.Globalization;
using System.Text;

namespace Musubi.Lab.Guests;

/// <summary>Writes a cpio archive of the kind that Linux unpacks as its first root (the "newc" format). The same input gives the same bytes.</summary>
internal sealed class CpioArchive(Stream output)
{
    private const int DirectoryMode = 0x41ED; // drwxr-xr-x
    private const int FileMode = 0x81ED; // -rwxr-xr-x
    private const int LinkMode = 0xA1FF; // lrwxrwxrwx

    private int _inode;
    private long _written;

    public void AddDirectory(string path) => Add(path, DirectoryMode, []);

    public void AddFile(string path, ReadOnlySpan<byte> content) => Add(path, FileMode, content);

    public void AddLink(string path, string target) => Add(path, LinkMode, Encoding.UTF8.GetBytes(target));

    /// <summary>Writes the mark of the end.</summary>
    public void Finish()
    {
        Add("TRAILER!!!", 0, []);
        output.Flush();
    }

    private void Add(string path, int mode, ReadOnlySpan<byte> content)
    {
        byte[] name = [.. Encoding.UTF8.GetBytes(path), 0];
        // Inode, mode, owner, group, links, time, size, four device numbers, length of the name, checksum.
        int[] fields = [++_inode, mode, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length, 0];
        Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(field => field.ToString("X8", CultureInfo.InvariantCulture)))));
        Write(name);
        Pad();
        Write(content);
        Pad();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _written += bytes.Length;
    }

    private void Pad() => Write(new byte[(4 - (_written % 4)) % 4]);
}

using Musubi.Io.Files;
using Musubi.Io.Native;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void New_content_takes_the_place_of_the_old_with_its_mode()
    {
        string path = _folder.File("state.json");
        DurableFile.Write(path, "old"u8);
        DurableFile.Write(path, "new"u8, UnixFileMode.UserRead);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_temporary_file_that_a_death_left_is_no_hindrance()
    {
        string path = _folder.File("state.json");
        File.WriteAllText(path + ".new", "half");
        DurableFile.Write(path, "whole"u8);
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.False(File.Exists(path + ".new"));
    }

    [Fact]
    public void A_full_disk_leaves_the_old_content()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "missing: root, to mount a small disk");
        using SmallDisk disk = new(_folder.File("disk"));
        string path = Path.Combine(disk.Path, "state.json");
        DurableFile.Write(path, "old"u8);
        Assert.ThrowsAny<IOException>(() => DurableFile.Write(path, new byte[SmallDisk.Bytes]));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(disk.Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.Equal(Errno.NoEntry, Assert.Throws<SystemCallException>(() => DurableFile.SyncDirectory(_folder.File("none"))).Error);

    public void Dispose() => _folder.Dispose();
}

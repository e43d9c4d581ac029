using System.Globalization;
using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("mrt-run").FullName;

    [Fact]
    public void A_folder_is_served_by_one_process_and_the_error_names_it()
    {
        using RunDirectory first = RunDirectory.Open(_path);
        IOException refused = Assert.Throws<IOException>(() => RunDirectory.Open(_path));
        Assert.Contains(_path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_was_left_can_be_served_again()
    {
        RunDirectory.Open(_path).Dispose();
        using RunDirectory again = RunDirectory.Open(_path);
        Assert.Equal(Path.Combine(_path, "switch.sock"), again.SocketPath);
    }

    public void Dispose() => Directory.Delete(_path, true);
}

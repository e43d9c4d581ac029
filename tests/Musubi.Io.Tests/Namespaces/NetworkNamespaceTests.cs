using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Namespaces;

public sealed class NetworkNamespaceTests
{
    [Fact]
    public void What_runs_inside_is_inside_and_nothing_else_is()
    {
        using TestNamespace bed = new();
        using NetworkNamespace before = NetworkNamespace.Current();
        string inside = bed.Namespace.Run(() =>
        {
            using NetworkNamespace current = NetworkNamespace.Current();
            return current.Identity;
        });
        using NetworkNamespace after = NetworkNamespace.Current();
        Assert.Equal(bed.Namespace.Identity, inside);
        Assert.Equal(before.Identity, after.Identity);
        Assert.NotEqual(before.Identity, inside);
    }

    [Fact]
    public void What_fails_inside_fails_outside_with_the_same_error()
    {
        using TestNamespace bed = new();
        Assert.Equal("planted", Assert.Throws<InvalidDataException>(() => bed.Namespace.Run(() => throw new InvalidDataException("planted"))).Message);
    }

    [Fact]
    public void A_process_s_namespace_is_opened_by_its_number()
    {
        using NetworkNamespace own = NetworkNamespace.OfProcess(Environment.ProcessId);
        using NetworkNamespace current = NetworkNamespace.Current();
        Assert.Equal(current.Identity, own.Identity);
    }

    [Fact]
    public void A_name_that_is_not_there_is_an_error() =>
        Assert.Equal(Errno.NoEntry, Assert.Throws<SystemCallException>(() => NetworkNamespace.OpenNamed("mio-none")).Error);

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void A_name_that_leaves_the_folder_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => NetworkNamespace.OpenNamed(name));

    [Fact]
    public void A_file_that_is_no_namespace_cannot_be_entered()
    {
        using NetworkNamespace wrong = NetworkNamespace.OpenPath("/dev/null");
        Assert.Equal(Errno.InvalidArgument, Assert.Throws<SystemCallException>(() => wrong.Run(() => { })).Error);
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Memory;

public sealed class MemoryGuardTests
{
    private const int Page = 4096;
    private const int Pages = 4;

    [Fact]
    public void A_read_behind_the_end_of_a_file_that_was_cut_short_gives_zeroes_and_raises_the_flag()
    {
        using FileDescriptor file = MemoryFile.Create("guarded", Pages * Page);
        using SharedMapping mapping = Map(file);
        using MemoryGuard guard = new();
        Assert.True(guard.Watch(mapping.Address(0, Pages * Page), Pages * Page) >= 0);
        mapping.Word(2 * Page) = 7;
        MemoryFile.Resize(file, Page);

        Assert.False(guard.Shrunk);
        Assert.Equal(0ul, Volatile.Read(ref mapping.Word(2 * Page)));
        Assert.True(guard.Shrunk);
    }

    [Fact]
    public void Writing_behind_the_end_goes_nowhere_and_other_guards_stay_as_they_are()
    {
        using FileDescriptor file = MemoryFile.Create("guarded", Pages * Page);
        using FileDescriptor other = MemoryFile.Create("other", Pages * Page);
        using SharedMapping mapping = Map(file);
        using SharedMapping otherMapping = Map(other);
        using MemoryGuard guard = new();
        using MemoryGuard otherGuard = new();
        Assert.True(guard.Watch(mapping.Address(0, Pages * Page), Pages * Page) >= 0);
        Assert.True(otherGuard.Watch(otherMapping.Address(0, Pages * Page), Pages * Page) >= 0);
        MemoryFile.Resize(file, 0);

        Volatile.Write(ref mapping.Word(3 * Page), 9);
        Volatile.Write(ref otherMapping.Word(3 * Page), 9);

        Assert.True(guard.Shrunk);
        Assert.False(otherGuard.Shrunk);
        using SharedMapping again = Map(other);
        Assert.Equal(9ul, again.Word(3 * Page));
    }

    [Fact]
    public void Ranges_can_be_watched_again_and_again_without_running_out()
    {
        using FileDescriptor file = MemoryFile.Create("guarded", Page);
        using SharedMapping mapping = Map(file, Page);
        for (int i = 0; i < 10_000; i++)
        {
            using MemoryGuard guard = new();
            Assert.True(guard.Watch(mapping.Address(0, Page), Page) >= 0);
        }
    }

    [Fact]
    public void A_sealed_file_says_so_and_cannot_be_cut_short()
    {
        using FileDescriptor file = MemoryFile.Create("sealed", Pages * Page);
        Assert.False(MemoryFile.CannotShrink(file));
        MemoryFile.Seal(file, MemoryFile.SealShrink);
        Assert.True(MemoryFile.CannotShrink(file));
        Assert.Equal(Errno.NotPermitted, Assert.Throws<SystemCallException>(() => MemoryFile.Resize(file, 0)).Error);
    }

    [Theory]
    [InlineData("earlier", 42)]
    [InlineData("default", 128 + 7)]
    public void A_bus_error_elsewhere_goes_to_whoever_handled_it_before(string before, int exit)
    {
        using TemporaryFolder folder = new();
        string program = folder.File("chain");
        string source = folder.File("chain.c");
        File.WriteAllText(source, Chain);
        Run("/usr/bin/gcc", "-DSHIM=\"" + Shim() + "\"", "-o", program, source);
        Assert.Equal(exit, Run("/bin/sh", "-c", $"ulimit -c 0; {program} {before} 2>/dev/null; exit $?"));
    }

    /// <summary>Faults once within a watched range, which must pass, and once outside, which must not.</summary>
    private const string Chain = """
        #include SHIM
        #include <string.h>
        #include <unistd.h>
        static void earlier(int number) { (void)number; _exit(42); }
        int main(int count, char **arguments)
        {
            static _Atomic uint32_t flag;
            if (count > 1 && strcmp(arguments[1], "earlier") == 0)
                signal(SIGBUS, earlier);
            int file = memfd_create("chain", 0);
            if (ftruncate(file, 8192) != 0)
                return 1;
            char *watched = mmap(NULL, 8192, PROT_READ, MAP_SHARED, file, 0);
            char *other = mmap(NULL, 8192, PROT_READ, MAP_SHARED, file, 0);
            if (musubi_shim_install() != 0 || musubi_shim_register(watched, 8192, &flag) != 0 || ftruncate(file, 0) != 0)
                return 2;
            if (*(volatile char *)(watched + 4096) != 0 || flag != 1)
                return 3;
            musubi_shim_unregister(0);
            return *(volatile char *)(other + 4096) + 4;
        }
        """;

    private static string Shim([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Musubi.Io/Native/Shim/musubi-shim.c"));

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static SharedMapping Map(FileDescriptor file, int bytes = Pages * Page)
    {
        using SafeFileHandle handle = new(file.Number, ownsHandle: false);
        return new SharedMapping(handle, bytes, writable: true);
    }
}

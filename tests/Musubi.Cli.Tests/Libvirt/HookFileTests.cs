using Musubi.Cli.Tests.Fakes;

namespace Musubi.Cli.Tests.Libvirt;

public sealed class HookFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _musubi = new();

    private string File => _folder.File("hooks/qemu.d/musubi");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_hook_is_installed_once_and_removed_once()
    {
        Assert.Equal(4, (await Run("status")).Code);
        Assert.Contains("is installed", (await Run("install")).Out, StringComparison.Ordinal);
        Assert.Contains("already so", (await Run("install")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("status")).Code);
        Assert.True(System.IO.File.GetUnixFileMode(File).HasFlag(UnixFileMode.UserExecute));
        Assert.Contains("was removed", (await Run("remove")).Out, StringComparison.Ordinal);
        Assert.Contains("is not there", (await Run("remove")).Out, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData("install")]
    [InlineData("remove")]
    public async Task Another_hook_is_neither_overwritten_nor_removed(string verb)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        _folder.Write("hooks/qemu.d/musubi", "#!/bin/sh\nexit 0\n");

        Outcome outcome = await Run(verb);

        Assert.Equal(6, outcome.Code);
        Assert.Contains("this is another hook", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("#!/bin/sh\nexit 0\n", await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
        Assert.Equal(6, (await Run("status")).Code);
    }

    [Fact]
    public async Task The_script_brings_what_the_program_needs_quoted_for_the_shell()
    {
        _musubi.With("MUSUBI_SOCKET", "/run/it's/host.sock").With("MUSUBI_CONFIG", "/etc/musubi/hook.json");

        await Run("install");

        string script = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        Assert.Contains("export MUSUBI_SOCKET='/run/it'\\''s/host.sock'\n", script, StringComparison.Ordinal);
        Assert.Contains("export MUSUBI_CONFIG='/etc/musubi/hook.json'\n", script, StringComparison.Ordinal);
    }

    private Task<Outcome> Run(string verb) => _musubi.RunAsync("host", "hook", verb, "--path", File);
}

using Musubi.Io.Native;
using Musubi.Io.Sockets;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Sockets;

public sealed class UnixListenerTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private string SocketPath => _folder.File("switch.sock");

    [Fact]
    public void Both_ends_know_who_the_other_is()
    {
        using UnixListener listener = UnixListener.Bind(SocketPath, OwnerOnly);
        Assert.Null(listener.TryAccept());
        using UnixConnection client = UnixConnection.Connect(SocketPath);
        using UnixConnection server = listener.Accept(Limit)!;
        Assert.Equal(Environment.ProcessId, server.Peer.ProcessId);
        Assert.Equal(client.Peer, server.Peer);
        client.Send("hello"u8, [], Limit);
        Assert.Equal("hello"u8.ToArray(), server.Receive(Limit)!.Payload.ToArray());
    }

    [Fact]
    public void The_socket_file_has_its_mode_and_goes_with_the_listener()
    {
        using (UnixListener.Bind(SocketPath, OwnerOnly))
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(SocketPath));
        }

        Assert.False(File.Exists(SocketPath));
        Assert.Equal(Errno.NoEntry, Assert.Throws<SystemCallException>(() => UnixConnection.Connect(SocketPath)).Error);
    }

    [Fact]
    public void A_path_that_is_served_is_left_alone()
    {
        using UnixListener first = UnixListener.Bind(SocketPath, OwnerOnly);
        Assert.Equal(Errno.AddressInUse, Assert.Throws<SystemCallException>(() => UnixListener.Bind(SocketPath, OwnerOnly)).Error);
        using UnixConnection client = UnixConnection.Connect(SocketPath);
    }

    [Fact]
    public void A_socket_file_that_a_death_left_is_replaced()
    {
        string copy = _folder.File("copy.sock");
        using (UnixListener.Bind(SocketPath, OwnerOnly))
        {
            // The listener removes the one name that it knows.
            File.Move(SocketPath, copy);
        }

        Assert.Equal(Errno.ConnectionRefused, Assert.Throws<SystemCallException>(() => UnixConnection.Connect(copy)).Error);
        using UnixListener again = UnixListener.Bind(copy, OwnerOnly);
        using UnixConnection client = UnixConnection.Connect(copy);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_not_removed()
    {
        File.WriteAllText(SocketPath, "precious");
        Assert.Throws<SystemCallException>(() => UnixListener.Bind(SocketPath, OwnerOnly));
        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void A_path_that_is_too_long_is_refused_with_the_rule() =>
        Assert.Contains("1..107", Assert.Throws<ArgumentException>(() => UnixListener.Bind("/run/" + new string('x', 120), OwnerOnly)).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}

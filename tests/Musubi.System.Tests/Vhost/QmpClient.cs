using System.Net.Sockets;
using System.Text.Json;

namespace Musubi.SystemTests.Vhost;

/// <summary>Commands to a QEMU over its machine protocol, one at a time.</summary>
internal sealed class QmpClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private QmpClient(Socket socket)
    {
        _socket = socket;
        NetworkStream stream = new(socket);
        (_reader, _writer) = (new StreamReader(stream), new StreamWriter(stream) { AutoFlush = true });
    }

    public static async Task<QmpClient> ConnectAsync(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        QmpClient client = new(socket);
        await client._reader.ReadLineAsync();
        await client.ExecuteAsync("qmp_capabilities");
        return client;
    }

    /// <summary>What the command returned; events in between are passed over.</summary>
    public async Task<JsonElement> ExecuteAsync(string command, object? arguments = null)
    {
        await _writer.WriteLineAsync(JsonSerializer.Serialize(new { execute = command, arguments = arguments ?? new { } }));
        while (await _reader.ReadLineAsync() is { } line)
        {
            JsonElement answer = JsonDocument.Parse(line).RootElement;
            Assert.False(answer.TryGetProperty("error", out JsonElement error), $"{command}: {error}");
            if (answer.TryGetProperty("return", out JsonElement result))
            {
                return result;
            }
        }

        throw new IOException($"QEMU closed during {command}");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}

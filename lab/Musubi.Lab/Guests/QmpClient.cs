using System.Net.Sockets;
using System.Text.Json;

namespace Musubi.Lab.Guests;

/// <summary>Commands to a QEMU over its machine protocol, one at a time.</summary>
internal sealed class QmpClient : IDisposable
{
    /// <summary>Of one command: QEMU answers none while it waits for a vhost-user back end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private QmpClient(Socket socket)
    {
        _socket = socket;
        NetworkStream stream = new(socket);
        (_reader, _writer) = (new StreamReader(stream), new StreamWriter(stream) { AutoFlush = true });
    }

    /// <exception cref="LabException">QEMU does not answer in time.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<QmpClient> ConnectAsync(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            QmpClient client = new(socket);
            await client.ReadLineAsync("its greeting");
            await client.ExecuteAsync("qmp_capabilities");
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What the command returned; events in between are passed over.</summary>
    /// <exception cref="LabException">QEMU refused it, or did not answer in time.</exception>
    public async Task<JsonElement> ExecuteAsync(string command, object? arguments = null)
    {
        await _writer.WriteLineAsync(JsonSerializer.Serialize(new { execute = command, arguments = arguments ?? new { } }));
        while (await ReadLineAsync(command) is { } line)
        {
            JsonElement answer = JsonDocument.Parse(line).RootElement;
            if (answer.TryGetProperty("error", out JsonElement error))
            {
                throw new LabException($"QEMU refused {command}: {error}");
            }

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

    private async Task<string?> ReadLineAsync(string what)
    {
        using CancellationTokenSource timer = new(Limit);
        try
        {
            return await _reader.ReadLineAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            throw new LabException($"QEMU did not answer {what} within {Limit.TotalSeconds:0} s");
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Guests;

/// <summary>Runs commands in a QEMU guest over its second serial line, one at a time.</summary>
internal sealed class GuestConsole(string socketPath)
{
    /// <summary>Waits until the guest answers.</summary>
    public async Task WaitReadyAsync(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while ((await TryAsync("true", TimeSpan.FromSeconds(2))) is not { Succeeded: true })
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new LabException($"the guest behind {socketPath} does not answer within {limit.TotalSeconds:0} s");
            }

            await Task.Delay(200);
        }
    }

    /// <summary>Runs a shell script in the guest; exit code 124 when it does not end within the limit.</summary>
    public async Task<CommandResult> RunAsync(string script, TimeSpan? limit = null) =>
        await TryAsync(script, limit ?? TimeSpan.FromSeconds(60)) ?? new CommandResult(124, "", "the guest did not answer in time");

    private async Task<CommandResult?> TryAsync(string script, TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), timer.Token);
            await using var stream = new NetworkStream(socket);
            string id = Guid.NewGuid().ToString("N")[..8];
            // The leading line end closes whatever an earlier, broken conversation left in the guest's reader.
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"\n{id} {Convert.ToBase64String(Encoding.UTF8.GetBytes(script))}\n"), timer.Token);
            using var reader = new StreamReader(stream);
            return await ReadAnswerAsync(reader, id, timer.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<CommandResult?> ReadAnswerAsync(StreamReader reader, string id, CancellationToken cancellation)
    {
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            string[] words = line.TrimEnd('\r').Split(' ');
            if (words.Length == 4 && words[0] == "@" + id)
            {
                return new CommandResult(int.Parse(words[1], CultureInfo.InvariantCulture), Decode(words[2]), Decode(words[3]));
            }
        }

        return null;
    }

    private static string Decode(string word) => Encoding.UTF8.GetString(Convert.FromBase64String(word[1..]));
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Guests;

/// <summary>Runs commands in a QEMU guest over its second serial line, one at a time.</summary>
/// <param name="socketPath">Where QEMU serves the line.</param>
/// <param name="logPath">What the guest's kernel says on its first line.</param>
internal sealed class GuestConsole(string socketPath, string logPath)
{
    private const int LastWords = 2000;

    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the guest answers.</summary>
    /// <exception cref="LabException">It did not; with the last that its kernel said.</exception>
    public async Task WaitReadyAsync(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan patience = LeastPatience;
        while (await TryAsync("true", patience) is not { Succeeded: true })
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new LabException($"the guest behind {socketPath} does not answer within {limit.TotalSeconds:0} s; its kernel: {Said()}");
            }

            // A slow guest answers every question that reaches it, one after the other: asked at short intervals, it would never come to the last.
            patience = patience * 2 < MostPatience ? patience * 2 : MostPatience;
            await Task.Delay(200);
        }
    }

    /// <summary>Runs a shell script in the guest; exit code 124 when it does not end within the limit.</summary>
    public async Task<CommandResult> RunAsync(string script, TimeSpan? limit = null) =>
        await TryAsync(script, limit ?? TimeSpan.FromSeconds(60)) ?? new CommandResult(124, "", $"the guest did not answer in time; its kernel: {Said()}");

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

    private string Said()
    {
        string said = File.Exists(logPath) ? File.ReadAllText(logPath).Trim() : "";
        return said.Length == 0 ? "nothing" : said[^Math.Min(said.Length, LastWords)..];
    }
}

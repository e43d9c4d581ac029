using System.Text;

namespace Musubi.Cli.Connection;

/// <summary>Cuts a stream of server-sent events (WHATWG HTML, 9.2) into events. One reader at a time.</summary>
internal sealed class EventStreamReader(Stream stream) : IDisposable
{
    /// <summary>Characters of one event; a longer one ends the stream.</summary>
    private const int MaxEvent = 64 << 20;

    private readonly StreamReader _lines = new(stream, Encoding.UTF8);

    /// <summary>The next event with data; null at the end of the stream.</summary>
    public async Task<ServerEvent?> ReadAsync(CancellationToken cancellation)
    {
        string name = "message";
        StringBuilder data = new();
        while (await _lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                return new ServerEvent(name, data.ToString());
            }

            (string field, string value) = Split(line);
            if (field == "event")
            {
                name = value;
            }
            else if (field == "data")
            {
                data.Append(data.Length > 0 ? "\n" : "").Append(value);
            }

            if (data.Length > MaxEvent)
            {
                throw new IOException($"an event of the stream is longer than {MaxEvent} characters");
            }
        }

        return null;
    }

    public void Dispose() => _lines.Dispose();

    private static (string Field, string Value) Split(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return (line, "");
        }

        int start = colon + 1 < line.Length && line[colon + 1] == ' ' ? colon + 2 : colon + 1;
        return (line[..colon], line[start..]);
    }
}

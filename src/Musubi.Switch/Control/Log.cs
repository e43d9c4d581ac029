using System.Globalization;
using System.Text;

namespace Musubi.Switch.Control;

/// <summary>
/// Lines of key=value on one writer, for things that happen rarely. Used by the control thread and by the main thread before
/// it. Facts that are null are left out. A kind of event is written at most <see cref="LinesInWindow"/> times in a window; what was held back is told with the next line.
/// </summary>
public sealed class Log(TextWriter writer, TimeProvider clock)
{
    public const int LinesInWindow = 20;

    /// <summary>Longer values are cut: some come from outside.</summary>
    public const int MaxValueChars = 256;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Kind> _kinds = [];

    public void Info(string what, params ReadOnlySpan<(string Key, object? Value)> facts) => Write("info", what, facts);

    public void Warn(string what, params ReadOnlySpan<(string Key, object? Value)> facts) => Write("warn", what, facts);

    public void Error(string what, params ReadOnlySpan<(string Key, object? Value)> facts) => Write("error", what, facts);

    private void Write(string level, string what, ReadOnlySpan<(string Key, object? Value)> facts)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int heldBack = Admit(what, now);
        if (heldBack < 0)
        {
            return;
        }

        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"time={now:yyyy-MM-ddTHH:mm:ss.fffZ} level={level} event={what}");
        foreach ((string key, object? value) in facts)
        {
            if (value is null)
            {
                continue;
            }

            line.Append(' ').Append(key).Append('=');
            string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            AppendValue(line, text.Length <= MaxValueChars ? text : text[..MaxValueChars] + "...");
        }

        if (heldBack > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" held_back={heldBack}");
        }

        writer.WriteLine(line.ToString());
    }

    /// <summary>-1 when the line is held back, else how many were before it.</summary>
    private int Admit(string what, DateTimeOffset now)
    {
        if (!_kinds.TryGetValue(what, out Kind? kind))
        {
            _kinds[what] = kind = new Kind { Start = now };
        }

        if (now - kind.Start >= Window)
        {
            kind.Start = now;
            kind.Lines = 0;
        }

        if (++kind.Lines > LinesInWindow)
        {
            kind.HeldBack++;
            return -1;
        }

        int heldBack = kind.HeldBack;
        kind.HeldBack = 0;
        return heldBack;
    }

    /// <summary>Quoted where a reader could be misled: a name from outside must not forge a key or a line.</summary>
    private static void AppendValue(StringBuilder line, string value)
    {
        if (value.Length > 0 && value.All(c => c is > ' ' and not ('"' or '=' or '\\') and < '\x7f'))
        {
            line.Append(value);
            return;
        }

        line.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' or '\\' => line.Append('\\').Append(c),
                < ' ' or '\x7f' => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        line.Append('"');
    }

    private sealed class Kind
    {
        public DateTimeOffset Start;
        public int Lines;
        public int HeldBack;
    }
}

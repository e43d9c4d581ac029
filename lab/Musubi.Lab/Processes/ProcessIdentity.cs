using System.Diagnostics;
using System.Globalization;

namespace Musubi.Lab.Processes;

/// <summary>A process that cannot be mistaken for another that got its number later.</summary>
/// <param name="Id">Process id.</param>
/// <param name="StartTicks">Clock ticks from boot to its start (/proc/PID/stat, field 22).</param>
internal sealed record ProcessIdentity(int Id, long StartTicks)
{
    public bool IsAlive => Of(Id) == this;

    /// <summary>Who has this number now; null when nobody has, or only a zombie.</summary>
    public static ProcessIdentity? Of(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            // The name in parentheses may hold blanks: fields are counted from its end.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : new ProcessIdentity(id, long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Ends it with SIGKILL if it is still the one that was meant.</summary>
    public void Kill()
    {
        if (!IsAlive)
        {
            return;
        }

        try
        {
            using Process process = Process.GetProcessById(Id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended in between.
        }
    }

    /// <summary>Waits until it is gone; false at the limit.</summary>
    public async Task<bool> WaitGoneAsync(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (IsAlive)
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                return false;
            }

            await Task.Delay(5);
        }

        return true;
    }

    /// <summary>Written as "id ticks"; null when the file is not there or is damaged.</summary>
    public static ProcessIdentity? Load(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        string[] words = File.ReadAllText(file).Split(' ', StringSplitOptions.TrimEntries);
        return words.Length == 2 && int.TryParse(words[0], out int id) && long.TryParse(words[1], out long ticks) ? new ProcessIdentity(id, ticks) : null;
    }

    public void Save(string file)
    {
        string fresh = file + ".new";
        File.WriteAllText(fresh, string.Create(CultureInfo.InvariantCulture, $"{Id} {StartTicks}"));
        File.Move(fresh, file, overwrite: true);
    }
}

using System.Diagnostics;
using System.Text;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A real musubi-switch in a namespace, ended with SIGKILL when disposed of.</summary>
internal sealed class SwitchProcess : IDisposable
{
    /// <summary>A published (ahead of time compiled) program to test instead of the one just built; null without one.</summary>
    public static readonly string? Published = Environment.GetEnvironmentVariable("MUSUBI_SWITCH_PROGRAM");

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private bool _disposed;

    public SwitchProcess(Namespace place, string runDirectory, int workers = 1)
    {
        _process = Command.Start("ip", "netns", "exec", place.Name, Published ?? Path.Combine(AppContext.BaseDirectory, "musubi-switch"), "--run", runDirectory, "--workers", $"{workers}");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it has used of processors, in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public bool HasExited => _process.HasExited;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>kill -9, and gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Signal(string name) => Command.Run("kill", $"-{name}", $"{Id}");

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(Deadline.Limit), $"the switch did not end: {Log}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            Signal("CONT");
            Kill();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.AppendLine(line);
            }
        }
    }
}

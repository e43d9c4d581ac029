using System.Diagnostics;

namespace Musubi.Lab.Processes;

/// <summary>
/// One process and its restarts. It is started again at once when it ends, up to a burst; beyond that once a second, so that
/// a program that cannot start does not eat the machine. All members are called under the supervisor's lock.
/// </summary>
internal sealed class SupervisedProcess(ProcessSpec spec, string pidFile, string logFile, Action<SupervisedProcess> ended) : IDisposable
{
    private const int Burst = 40;
    private static readonly TimeSpan BurstWindow = TimeSpan.FromSeconds(10);

    private readonly Queue<long> _starts = new();
    private Process? _process;
    private ProcessIdentity? _identity;

    public ProcessSpec Spec { get; } = spec;

    public int Starts { get; private set; }

    public bool Paused { get; private set; }

    public bool StaysDead { get; private set; }

    public bool Runs => _identity is not null;

    public ProcessStatus Status => new(Spec.Name, _identity?.Id ?? 0, _identity?.StartTicks ?? 0, Starts, Paused, StaysDead);

    /// <summary>How long to wait before the next start: nothing, or a second when it keeps ending.</summary>
    public TimeSpan NextDelay
    {
        get
        {
            while (_starts.TryPeek(out long oldest) && Stopwatch.GetElapsedTime(oldest) > BurstWindow)
            {
                _starts.Dequeue();
            }

            return _starts.Count < Burst ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>Starts it unless it runs.</summary>
    public void Start()
    {
        StaysDead = false;
        if (Runs)
        {
            return;
        }

        _starts.Enqueue(Stopwatch.GetTimestamp());
        Starts++;
        Paused = false;
        // The shell and ip each replace themselves by what they start, so the process id is the program's own.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", logFile, .. Spec.Namespace is null ? [] : new[] { "ip", "netns", "exec", Spec.Namespace }, .. Spec.Command]);
        foreach ((string name, string value) in Spec.Environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => ended(this);
        _process.Start();
        _identity = ProcessIdentity.Of(_process.Id);
        _identity?.Save(pidFile);
    }

    /// <summary>Lets go of a process that may go on.</summary>
    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Notes that the process ended.</summary>
    public void Forget()
    {
        Dispose();
        _identity = null;
        File.Delete(pidFile);
    }

    public void Kill(bool stayDead)
    {
        StaysDead = stayDead;
        _identity?.Kill();
    }

    /// <summary>SIGSTOP or SIGCONT.</summary>
    public async Task PauseAsync(bool pause)
    {
        if (_identity is not { } identity)
        {
            throw new LabException($"{Spec.Name} does not run");
        }

        await Shell.MustAsync(["kill", pause ? "-STOP" : "-CONT", $"{identity.Id}"]);
        Paused = pause;
    }
}

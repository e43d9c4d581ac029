using System.Diagnostics;
using System.Text;

namespace Musubi.Bench.Processes;

/// <summary>A program that a measurement runs beside itself: its output is kept, and it is ended with the measurement.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MostOutput = 4 << 20;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly List<Thread> _readers = [];

    /// <param name="environment">Variables that it has besides ours.</param>
    public ChildProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        Name = Path.GetFileName(program);
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new BenchException($"{program} did not start");
        // A prompt ends no line, so the output is read as it comes.
        Follow(_process.StandardOutput, _output);
        Follow(_process.StandardError, _errors);
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>All that it has printed, up to 4 MiB, then its errors.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString() + _errors;
            }
        }
    }

    /// <summary>Writes a line to its input.</summary>
    public void Command(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Writes a line and returns what is printed from then on until a text appears.</summary>
    /// <exception cref="BenchException">It did not appear within 10 s, or the program ended.</exception>
    public string Ask(string line, string until)
    {
        int from = Length;
        Command(line);
        return WaitFor(until, from);
    }

    /// <summary>Waits for a text in the output from a position on; returns the output from there.</summary>
    /// <exception cref="BenchException">It did not appear within 10 s, or the program ended.</exception>
    public string WaitFor(string text, int from = 0)
    {
        long limit = Environment.TickCount64 + 10_000;
        lock (_output)
        {
            while (true)
            {
                string tail = _output.ToString(from, _output.Length - from);
                if (tail.Contains(text, StringComparison.Ordinal))
                {
                    return tail;
                }

                if (_process.HasExited || Environment.TickCount64 > limit)
                {
                    string last = Output;
                    throw new BenchException($"{Name} did not print '{text}': {last[Math.Max(0, last.Length - 2000)..]}");
                }

                Monitor.Wait(_output, 50);
            }
        }
    }

    /// <summary>Runs a program to its end; its output.</summary>
    /// <exception cref="BenchException">It failed, or took more than 30 s.</exception>
    public static string Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using ChildProcess child = new(program, arguments, environment);
        if (!child._process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            throw new BenchException($"{program} took more than 30 s: {child.Output}");
        }

        child.Join();
        return child._process.ExitCode == 0 ? child.Output : throw new BenchException($"{program} ended with {child._process.ExitCode}: {child.Output}");
    }

    /// <summary>Kills it, if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private int Length
    {
        get
        {
            lock (_output)
            {
                return _output.Length;
            }
        }
    }

    private void Join()
    {
        foreach (Thread reader in _readers)
        {
            reader.Join(TimeSpan.FromSeconds(1));
        }
    }

    private void Follow(StreamReader reader, StringBuilder target)
    {
        Thread thread = new(() => Gather(reader, target)) { IsBackground = true, Name = "output of " + Name };
        _readers.Add(thread);
        thread.Start();
    }

    private void Gather(StreamReader reader, StringBuilder target)
    {
        char[] read = new char[4096];
        for (int count; (count = Read(reader, read)) > 0;)
        {
            lock (_output)
            {
                if (target.Length < MostOutput)
                {
                    target.Append(read, 0, count);
                }

                Monitor.PulseAll(_output);
            }
        }
    }

    private static int Read(StreamReader reader, char[] target)
    {
        try
        {
            return reader.Read(target, 0, target.Length);
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }
}

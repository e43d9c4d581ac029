using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Musubi.Lab;

namespace Musubi.Fleet.Control;

/// <summary>The published controller on loopback, with a folder of its own: to be killed and started again at the same addresses.</summary>
internal sealed class ControllerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-fleet-");
    private readonly IPEndPoint _api = FreePort();
    private readonly IPEndPoint _fabric = FreePort();
    private Process? _process;

    private ControllerProcess()
    {
    }

    public Uri Address => new($"https://localhost:{_api.Port}/");

    public IPEndPoint Fabric => _fabric;

    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The administrator's, as the first start made it.</summary>
    public string Password => File.ReadAllText(Path.Combine(Data, "admin-password")).Trim();

    public int Id => _process?.Id ?? throw new LabException("the controller does not run");

    public static async Task<ControllerProcess> StartAsync()
    {
        ControllerProcess controller = new();
        await controller.ReviveAsync();
        return controller;
    }

    /// <summary>SIGKILL, and the end of the process.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    /// <summary>Starts it where it was, and waits until it listens.</summary>
    public async Task ReviveAsync()
    {
        ProcessStartInfo start = new(Installation.Program("musubi-controller"), ["--data", Data, "--api", _api.ToString(), "--fabric", _fabric.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start) ?? throw new LabException("could not start the controller");
        _process = process;
        List<string> said = [];
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new LabException($"the controller did not start: {Told(said)}"));
        process.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        process.OutputDataReceived += (_, line) =>
        {
            Keep(said, line.Data);
            if (line.Data?.Contains("REST on", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await ready.Task.WaitAsync(StartLimit);
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ReadMemory()
    {
        string line = File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Told(List<string> said)
    {
        lock (said)
        {
            return string.Join(' ', said);
        }
    }

    private static void Keep(List<string> said, string? line)
    {
        lock (said)
        {
            if (line is not null && said.Count < 100)
            {
                said.Add(line);
            }
        }
    }

    /// <summary>One that nobody has now; the controller takes it a moment later.</summary>
    private static IPEndPoint FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}

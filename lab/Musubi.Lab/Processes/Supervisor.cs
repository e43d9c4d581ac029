using System.Net.Sockets;
using System.Text.Json;

namespace Musubi.Lab.Processes;

/// <summary>
/// Keeps the lab's processes running, as systemd does on a real host, and does as its control socket says. When it dies
/// itself, what it started goes on; `lab down` finds it by the files in the folder of process ids.
/// </summary>
internal sealed class Supervisor(string stateFolder) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, SupervisedProcess> _processes = [];

    public static string SocketPath(string stateFolder) => Path.Combine(stateFolder, "supervisor.sock");

    public static string PidFile(string stateFolder) => Path.Combine(stateFolder, "supervisor.pid");

    public static string PidFolder(string stateFolder) => Path.Combine(stateFolder, "pids");

    /// <summary>Serves until the token is cancelled; then ends, without ending what it started.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(PidFolder(stateFolder));
        Directory.CreateDirectory(Path.Combine(stateFolder, "log"));
        ProcessIdentity.Of(Environment.ProcessId)!.Save(PidFile(stateFolder));
        File.Delete(SocketPath(stateFolder));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath(stateFolder)));
        listener.Listen(16);
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptAsync(cancellation);
                _ = AnswerAsync(client, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    public void Dispose()
    {
        foreach (SupervisedProcess process in _processes.Values)
        {
            process.Dispose();
        }

        _gate.Dispose();
    }

    private async Task AnswerAsync(Socket client, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            using var reader = new StreamReader(stream);
            string? line = await reader.ReadLineAsync(cancellation);
            if (line is null)
            {
                return;
            }

            SupervisorReply reply = await ReplyAsync(line, cancellation);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply), cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            Console.Error.WriteLine($"a client went away: {e.Message}");
        }
    }

    private async Task<SupervisorReply> ReplyAsync(string line, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            SupervisorRequest request = JsonSerializer.Deserialize<SupervisorRequest>(line) ?? throw new LabException("an empty request");
            await DoAsync(request);
            return new SupervisorReply([.. _processes.Values.Select(process => process.Status)]);
        }
        catch (Exception e) when (e is LabException or JsonException or InvalidOperationException)
        {
            return new SupervisorReply([], e.Message);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task DoAsync(SupervisorRequest request)
    {
        switch (request.Verb)
        {
            case "status": break;
            case "add": Add(request.Spec ?? throw new LabException("add without a process")); break;
            case "remove": Remove(Find(request.Name)); break;
            case "kill": Find(request.Name).Kill(request.StayDead); break;
            case "start": Find(request.Name).Start(); break;
            case "pause": await Find(request.Name).PauseAsync(true); break;
            case "resume": await Find(request.Name).PauseAsync(false); break;
            default: throw new LabException($"no such request: {request.Verb}");
        }
    }

    private SupervisedProcess Find(string name) =>
        _processes.GetValueOrDefault(name) ?? throw new LabException($"no such process: {name}; there are {string.Join(", ", _processes.Keys)}");

    private void Add(ProcessSpec spec)
    {
        if (_processes.ContainsKey(spec.Name))
        {
            throw new LabException($"{spec.Name} is there already");
        }

        var process = new SupervisedProcess(spec, Path.Combine(PidFolder(stateFolder), spec.Name), Path.Combine(stateFolder, "log", spec.Name + ".log"), Ended);
        _processes.Add(spec.Name, process);
        process.Start();
    }

    private void Remove(SupervisedProcess process)
    {
        _processes.Remove(process.Spec.Name);
        process.Kill(stayDead: true);
    }

    private void Ended(SupervisedProcess process) => _ = RestartAsync(process);

    private async Task RestartAsync(SupervisedProcess process)
    {
        TimeSpan delay;
        await _gate.WaitAsync();
        try
        {
            process.Forget();
            delay = process.NextDelay;
            if (delay == TimeSpan.Zero)
            {
                StartIfWanted(process);
                return;
            }
        }
        finally
        {
            _gate.Release();
        }

        await Task.Delay(delay);
        await _gate.WaitAsync();
        StartIfWanted(process);
        _gate.Release();
    }

    private void StartIfWanted(SupervisedProcess process)
    {
        if (process.Spec.Restart && !process.StaysDead && _processes.GetValueOrDefault(process.Spec.Name) == process)
        {
            process.Start();
        }
    }
}

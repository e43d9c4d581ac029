using System.Net.Sockets;
using System.Text.Json;

namespace Musubi.Lab.Processes;

/// <summary>Speaks to the lab's supervisor.</summary>
internal sealed class SupervisorClient(string stateFolder)
{
    public async Task<IReadOnlyList<ProcessStatus>> StatusAsync() => await AskAsync(new SupervisorRequest("status"));

    public async Task<ProcessStatus> StatusAsync(string name) =>
        (await StatusAsync()).FirstOrDefault(process => process.Name == name) ?? throw new LabException($"no such process: {name}");

    public async Task AddAsync(ProcessSpec spec) => await AskAsync(new SupervisorRequest("add", Spec: spec));

    public async Task RemoveAsync(string name) => await AskAsync(new SupervisorRequest("remove", name));

    /// <summary>SIGKILL. With <paramref name="stayDead"/> it is not started again until asked.</summary>
    public async Task KillAsync(string name, bool stayDead = false) => await AskAsync(new SupervisorRequest("kill", name, stayDead));

    public async Task StartAsync(string name) => await AskAsync(new SupervisorRequest("start", name));

    public async Task PauseAsync(string name) => await AskAsync(new SupervisorRequest("pause", name));

    public async Task ResumeAsync(string name) => await AskAsync(new SupervisorRequest("resume", name));

    private async Task<IReadOnlyList<ProcessStatus>> AskAsync(SupervisorRequest request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Supervisor.SocketPath(stateFolder)));
        }
        catch (SocketException e)
        {
            throw new LabException($"the lab's supervisor does not answer ({e.Message}); is the lab up? See ./dev lab status");
        }

        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request), (byte)'\n']);
        using var reader = new StreamReader(stream);
        SupervisorReply reply = JsonSerializer.Deserialize<SupervisorReply>(await reader.ReadToEndAsync())
            ?? throw new LabException("the supervisor said nothing");
        return reply.Error is null ? reply.Processes : throw new LabException(reply.Error);
    }
}

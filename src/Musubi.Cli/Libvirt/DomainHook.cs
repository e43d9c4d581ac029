using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Libvirt;

/// <summary>
/// Attaches the vNICs of a domain before it starts, and detaches them after. The host's agent is asked first: a port that the VM
/// holds on this host needs no controller.
/// </summary>
/// <param name="agent">The host's own.</param>
/// <param name="controller">Made when first needed.</param>
/// <param name="time">For pauses.</param>
/// <param name="cancellation">Ends everything when libvirt has waited long enough.</param>
internal sealed class DomainHook(ApiClient agent, Func<ApiClient> controller, TimeProvider time, CancellationToken cancellation)
{
    /// <summary>Detaching is tried this often, a <see cref="RetryPause"/> apart: an agent that is being restarted is back by then.</summary>
    public const int DetachAttempts = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Attaches all, or none: what this call attached before one failed is detached again.</summary>
    /// <exception cref="CliException">A port cannot be had; names interface and reason.</exception>
    public async Task AttachAsync(Domain domain)
    {
        List<DomainNic> done = [];
        foreach (DomainNic nic in domain.Nics)
        {
            try
            {
                await AttachAsync(domain.Name, nic).ConfigureAwait(false);
                done.Add(nic);
            }
            catch (CliException error)
            {
                foreach (DomainNic other in done)
                {
                    await TryDetachAsync(domain.Name, other).ConfigureAwait(false);
                }

                throw new CliException(error.Code, [$"Musubi: {nic.Name} of VM {domain.Name} gets no port in {nic.PortGroup}:", .. error.Lines]);
            }
        }
    }

    /// <summary>Detaches all on this host. Ports of the fabric stay the VM's own. What failed is told, one line each.</summary>
    public async Task<IReadOnlyList<string>> DetachAsync(Domain domain)
    {
        List<string> failures = [];
        foreach (DomainNic nic in domain.Nics)
        {
            if (await TryDetachAsync(domain.Name, nic).ConfigureAwait(false) is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }

    private static string PathOf(string vm, DomainNic nic) => Routes.Of($"{Routes.Of(Routes.Vms, vm)}/vnics", nic.Name);

    private async Task AttachAsync(string vm, DomainNic nic)
    {
        string path = PathOf(vm, nic);
        JsonElement? held = await FindAsync(path).ConfigureAwait(false);
        if (held is { } present)
        {
            Compare(present, nic);
        }

        JsonElement host = await agent.GetAsync(Routes.Local, cancellation).ConfigureAwait(false);
        JsonObject wish = new()
        {
            ["portGroup"] = nic.PortGroup,
            ["host"] = host.Text("hostId"),
            ["mac"] = nic.Mac.ToString(),
            ["attachment"] = nic.Attachment(),
        };
        bool isHeld = held is { } same && same.Text("portGroup") == nic.PortGroup;
        if (!isHeld && !await IsStandardAsync(nic.PortGroup).ConfigureAwait(false) && host.Text("fabricId").Length > 0)
        {
            await AskControllerAsync(path, wish).ConfigureAwait(false);
        }
        else
        {
            await agent.SendAsync(new ApiRequest(HttpMethod.Put, path, wish), cancellation).ConfigureAwait(false);
        }

        await WaitAsync(path, nic).ConfigureAwait(false);
    }

    private async Task AskControllerAsync(string path, JsonObject wish)
    {
        try
        {
            await controller().SendAsync(new ApiRequest(HttpMethod.Put, path, wish), cancellation).ConfigureAwait(false);
        }
        catch (CliException error) when (error.Code is ExitCode.Unreachable or ExitCode.Usage)
        {
            throw new CliException(error.Code, ["the VM holds no such port on this host, and only the controller can give it one", .. error.Lines]);
        }
    }

    /// <summary>A port that the VM holds was made for one MAC and one place; the domain must still be that.</summary>
    private static void Compare(JsonElement held, DomainNic nic)
    {
        List<string> errors = [];
        Agree("mac address", nic.Mac.ToString(), held.Text("mac"));
        Agree("type", nic.IsTap ? "ethernet" : "vhostuser", held.Text("attachment.type") switch { "tap" => "ethernet", "vhostUser" => "vhostuser", var other => other });
        if (errors.Count == 0 && nic.IsTap)
        {
            Agree("target dev", nic.Place, held.Text("attachment.interface"));
        }
        else if (errors.Count == 0)
        {
            Agree("source path", nic.Place, held.Text("attachment.socket"));
            Agree("source mode", nic.Listener == "qemu" ? "server" : "client", held.Text("attachment.listener") == "switch" ? "client" : "server");
        }

        if (errors.Count > 0)
        {
            throw new CliException(ExitCode.Invalid, errors);
        }

        void Agree(string field, string given, string wanted)
        {
            if (given != wanted)
            {
                errors.Add(ErrorText.Line($"interface {nic.Mac} {field}", given, $"must be {wanted}, as the port has it that the VM holds; or detach the vNIC first (musubi vm detach)"));
            }
        }
    }

    /// <summary>The group is of one of the host's own switches, which no controller knows.</summary>
    private async Task<bool> IsStandardAsync(string name)
    {
        JsonElement? group = await FindAsync(Routes.Of(Routes.PortGroups, name)).ConfigureAwait(false);
        return group is { } found && (await agent.GetAsync(Routes.Of(Routes.Switches, found.Text("switch")), cancellation).ConfigureAwait(false)).Text("type") == "standard";
    }

    private async Task<JsonElement?> FindAsync(string path)
    {
        try
        {
            return await agent.GetAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (CliException error) when (error.Code == ExitCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Until the host has made what QEMU opens, or waits for QEMU to listen.</summary>
    private async Task WaitAsync(string path, DomainNic nic)
    {
        string reason = "the change has not reached this host";
        try
        {
            while (true)
            {
                if (await FindAsync(path).ConfigureAwait(false) is { } vnic && vnic.Text("portGroup") == nic.PortGroup)
                {
                    reason = vnic.Text("runtime.reason") is { Length: > 0 } told ? told : "it is not attached on this host yet";
                    switch (vnic.Text("runtime.state"))
                    {
                        case "done":
                            return;
                        case "error":
                            throw new CliException(ExitCode.Failure, reason);
                    }
                }

                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException error)
        {
            throw new CliException(ExitCode.NotRunning, $"not in time: {reason}", error);
        }
    }

    private async Task<string?> TryDetachAsync(string vm, DomainNic nic)
    {
        try
        {
            await DetachAsync(PathOf(vm, nic)).ConfigureAwait(false);
            return null;
        }
        catch (CliException error) when (error.Code == ExitCode.NotFound)
        {
            return null;
        }
        catch (Exception error) when (error is CliException or OperationCanceledException)
        {
            string reason = error is CliException { Lines: [var first, ..] } ? first : "no answer in time";
            return $"{nic.Name} of VM {vm} stays attached on this host: {reason}";
        }
    }

    /// <summary>libvirt asks once. An agent that cannot be reached, or fails itself, is asked again; one that refuses is not.</summary>
    private async Task DetachAsync(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                if (await FindAsync(path).ConfigureAwait(false) is not null)
                {
                    await agent.SendAsync(new ApiRequest(HttpMethod.Delete, path, IfMatch: "*"), cancellation).ConfigureAwait(false);
                }

                return;
            }
            catch (CliException error) when (error.Code is ExitCode.Unreachable or ExitCode.Failure && attempt < DetachAttempts)
            {
                await Task.Delay(RetryPause, time, cancellation).ConfigureAwait(false);
            }
        }
    }
}

namespace Musubi.Cli.Connection;

/// <summary>The one server that a command talks to.</summary>
/// <param name="Name">For people: its address or the path of its socket.</param>
/// <param name="Socket">Path of the agent's unix socket; null for a controller.</param>
/// <param name="Config">How to reach a controller; null for an agent.</param>
internal sealed record Endpoint(string Name, string? Socket, ClientConfig? Config)
{
    public bool IsLocal => Socket is not null;

    public static Endpoint Agent(string socket) => new($"the agent at {socket}", socket, null);

    /// <exception cref="CliException">The address is none, or is not protected.</exception>
    public static Endpoint Controller(ClientConfig config)
    {
        if (config.Server is not { Length: > 0 } server)
        {
            throw new CliException(
                ExitCode.Usage,
                "server: is not known; give --config FILE (the controller wrote one: DATA/admin.json), set MUSUBI_CONFIG, "
                + "put the file at ~/.config/musubi/config.json, or use --local for this host's own agent");
        }

        string full = server.Contains("://", StringComparison.Ordinal) ? server : "https://" + server;
        bool isAddress = Uri.TryCreate(full, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
            && address.PathAndQuery == "/" && address.UserInfo.Length == 0;
        if (!isAddress || !(address!.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            throw new CliException(
                ExitCode.Usage, $"server: must be an address such as https://192.0.2.1:7443; plain http only on this machine itself (got \"{server}\")");
        }

        string shown = address.GetLeftPart(UriPartial.Authority);
        return new($"the controller at {shown}", null, config with { Server = shown });
    }

    /// <summary>What a person who cannot reach it wants to know.</summary>
    public string GoesOnWithout => IsLocal
        ? "The data plane goes on forwarding with what it has, and the controller keeps the fabric; until the agent is back this host takes no changes and reports nothing. "
            + "Is musubi-host running, and may you open the socket?"
        : "Hosts and VMs go on with what they run: forwarding, failover, restarts from disk, VMs that hold a port. Until it is back nothing distributed can be changed; "
            + "standard switches can, with --local on their host.";
}

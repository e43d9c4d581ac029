using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Commands;

/// <summary>The options that say where a vNIC's other end is.</summary>
internal sealed class AttachmentOptions
{
    private readonly Option<string?> _netns = Symbols.Text("--netns", "The vNIC is an interface in this network namespace", "NETNS");
    private readonly Option<string?> _interface = Symbols.Text("--interface", "Name of the interface in the namespace (eth0)", "NAME");
    private readonly Option<string?> _tap = Symbols.Text("--tap", "The vNIC is QEMU's, by this TAP of the host", "TAP");
    private readonly Option<string?> _qmp = Symbols.Text("--qmp", "QMP socket that tells of the guest's own MAC changes", "SOCKET");
    private readonly VhostUserOptions _vhost = new();

    public static string Ways => $"either --netns NETNS [--interface NAME], --tap TAP [--qmp SOCKET] or {VhostUserOptions.Usage}";

    public Symbol[] All => [_netns, _interface, _tap, _qmp, .. _vhost.All];

    /// <summary>The attachment; null when none is given.</summary>
    public JsonObject? Read(Invocation invocation)
    {
        (string? netns, string? tap) = (invocation.Value(_netns), invocation.Value(_tap));
        bool misplaced = (netns is null && invocation.Value(_interface) is not null) || (tap is null && invocation.Value(_qmp) is not null);
        JsonObject? vhost = _vhost.Read(invocation);
        if ((netns is null ? 0 : 1) + (tap is null ? 0 : 1) + (vhost is null ? 0 : 1) > 1 || misplaced)
        {
            throw new CliException(ExitCode.Usage, $"{Ways} may be given");
        }

        if (vhost is not null)
        {
            return vhost;
        }

        if ((netns ?? tap) is null)
        {
            return null;
        }

        JsonObject attachment = new() { ["type"] = netns is null ? "tap" : "namespace" };
        attachment.AddIf("namespace", netns);
        attachment.AddIf("interface", tap ?? invocation.Value(_interface));
        attachment.AddIf("qmpSocket", invocation.Value(_qmp));
        return attachment;
    }
}

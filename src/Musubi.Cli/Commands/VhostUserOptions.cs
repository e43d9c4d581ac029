using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;

namespace Musubi.Cli.Commands;

/// <summary>The options of a vNIC whose guest's memory is shared with the switch.</summary>
internal sealed class VhostUserOptions
{
    public const string Usage = "--vhost-user [--socket PATH] [--listener qemu|switch] [--queue-pairs N] [--allow-unsealed-memory]";

    private readonly Option<bool> _vhost = new("--vhost-user") { Description = "The vNIC is QEMU's, by memory that it shares (vhost-user)" };
    private readonly Option<string?> _socket = Symbols.Text("--socket", "The vhost-user socket (/run/musubi/vhost/VM.NIC.sock)", "PATH");
    private readonly Option<string?> _listener = Symbols.Choice("--listener", "Who listens at the socket (qemu)", "qemu", "switch");
    private readonly Option<long?> _pairs = Symbols.Number("--queue-pairs", "Most queue pairs that the guest may use (1)", 1, 16);
    private readonly Option<bool> _unsealed = new("--allow-unsealed-memory") { Description = "Take memory that QEMU can shrink under the switch, such as huge pages of DPDK" };

    public Symbol[] All => [_vhost, _socket, _listener, _pairs, _unsealed];

    /// <summary>The attachment; null when none of this kind is asked for.</summary>
    public JsonObject? Read(Invocation invocation)
    {
        (string? socket, string? listener, long? pairs, bool unsealed) = (invocation.Value(_socket), invocation.Value(_listener), invocation.Value(_pairs), invocation.Value(_unsealed));
        if (!invocation.Value(_vhost))
        {
            return (socket ?? listener) is null && pairs is null && !unsealed ? null
                : throw new CliException(ExitCode.Usage, "--socket, --listener, --queue-pairs and --allow-unsealed-memory belong to --vhost-user");
        }

        JsonObject attachment = new() { ["type"] = "vhostUser" };
        attachment.AddIf("socket", socket);
        attachment.AddIf("listener", listener);
        attachment.AddIf("queuePairs", pairs);
        if (unsealed)
        {
            attachment["allowUnsealedMemory"] = true;
        }

        return attachment;
    }
}

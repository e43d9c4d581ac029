using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>
/// Connects a vNIC: an interface in a network namespace, a TAP that QEMU opens, or memory that QEMU shares. For one that is connected already, what is not given
/// stays as it is: so it moves to another port group or host.
/// </summary>
internal sealed class VmAttachCommand
{
    private readonly Argument<string> _vm = Symbols.Name("VM", "Name of the VM");
    private readonly Option<string?> _group = Symbols.Text("--portgroup", "The port group to connect to", "PORTGROUP");
    private readonly Option<string?> _host = Symbols.Text("--host", "The host that the VM runs on; not needed with --local", "HOST");
    private readonly Option<string> _nic = VmCommands.NicOption();
    private readonly Option<string?> _mac = Symbols.Text("--mac", "MAC address; assigned when not given", "MAC");
    private readonly Option<string?> _netns = Symbols.Text("--netns", "The vNIC is an interface in this network namespace", "NETNS");
    private readonly Option<string?> _interface = Symbols.Text("--interface", "Name of the interface in the namespace (eth0)", "NAME");
    private readonly Option<string?> _tap = Symbols.Text("--tap", "The vNIC is QEMU's, by this TAP of the host", "TAP");
    private readonly Option<string?> _qmp = Symbols.Text("--qmp", "QMP socket that tells of the guest's own MAC changes", "SOCKET");
    private readonly VhostUserOptions _vhost = new();
    private readonly ChangeOptions _change = new();

    public static Command Make(CommandFactory factory)
    {
        VmAttachCommand command = new();
        return factory.Leaf("attach", "Connect a vNIC to a port group, or move it to another",
            [command._vm, command._group, command._host, command._nic, command._mac, command._netns, command._interface, command._tap, command._qmp, .. command._vhost.All, .. command._change.All],
            command.RunAsync);
    }

    private async Task<ExitCode> RunAsync(Invocation invocation)
    {
        string vm = invocation.Value(_vm);
        string nic = invocation.Value(_nic);
        string path = Routes.Of($"{Routes.Of(Routes.Vms, vm)}/vnics", nic);
        JsonObject? attachment = Attachment(invocation);
        JsonObject body = IsWhole(invocation, attachment) ? [] : await PresentAsync(invocation, path).ConfigureAwait(false);
        body.AddIf("portGroup", invocation.Value(_group));
        body.AddIf("host", invocation.Value(_host));
        body.AddIf("mac", invocation.Value(_mac));
        body.AddIf("revision", invocation.Value(_change.Revision));
        body.AddIf("attachment", attachment);
        Changer changer = new(invocation, _change) { Stored = () => TellAsync(invocation, path) };
        return await changer.SendAsync(HttpMethod.Put, path, body, $"{nic} of VM {vm}", $"is connected to {body["portGroup"]}").ConfigureAwait(false);
    }

    /// <summary>All is given that a new vNIC needs.</summary>
    private bool IsWhole(Invocation invocation, JsonObject? attachment) => invocation.Value(_group) is not null && attachment is not null;

    /// <summary>How the vNIC is connected now, with the revision that this holds for.</summary>
    private static async Task<JsonObject> PresentAsync(Invocation invocation, string path)
    {
        try
        {
            JsonElement vnic = await invocation.GetAsync(path).ConfigureAwait(false);
            JsonObject body = new() { ["revision"] = vnic.Number("revision") };
            foreach (string field in (ReadOnlySpan<string>)["portGroup", "host", "attachment"])
            {
                body.AddIf(field, vnic.Find(field) is { } value ? JsonNode.Parse(value.GetRawText()) : null);
            }

            return body;
        }
        catch (CliException error) when (error.Code == ExitCode.NotFound)
        {
            throw new CliException(
                ExitCode.Usage, $"a vNIC that is not connected yet needs --portgroup PORTGROUP, and {Ways}", error);
        }
    }

    private JsonObject? Attachment(Invocation invocation)
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

    private static string Ways => $"either --netns NETNS [--interface NAME], --tap TAP [--qmp SOCKET] or {VhostUserOptions.Usage}";

    private static async Task TellAsync(Invocation invocation, string path)
    {
        if (!invocation.Output.ForPeople)
        {
            return;
        }

        JsonElement vnic = await invocation.GetAsync(path).ConfigureAwait(false);
        invocation.Output.Say($"port {vnic.Text("switch")}/{vnic.Text("port")}, MAC {vnic.Text("mac")}");
        if (QemuArguments.Of(vnic) is { } arguments)
        {
            invocation.Output.Say($"QEMU: {arguments}");
            invocation.Output.Say($"libvirt: {LibvirtXml.Of(vnic)}");
            invocation.Output.Say($"libvirt, in <metadata> for the hook: {LibvirtXml.Metadata(vnic)}");
        }
    }
}

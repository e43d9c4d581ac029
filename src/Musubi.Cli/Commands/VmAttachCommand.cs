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
    private readonly Option<string[]> _addresses = Symbols.Many("--address", "IP address or prefix that the guest may use where its port is guarded; repeat it for several; none for none", "ADDRESS");
    private readonly IoAllocationOptions _io = new();
    private readonly AttachmentOptions _attachment = new();
    private readonly ChangeOptions _change = new();

    public static Command Make(CommandFactory factory)
    {
        VmAttachCommand command = new();
        return factory.Leaf("attach", "Connect a vNIC to a port group, or move it to another",
            [command._vm, command._group, command._host, command._nic, command._mac, command._addresses, .. command._io.All, .. command._attachment.All, .. command._change.All],
            command.RunAsync);
    }

    private async Task<ExitCode> RunAsync(Invocation invocation)
    {
        string vm = invocation.Value(_vm);
        string nic = invocation.Value(_nic);
        string path = Routes.Of($"{Routes.Of(Routes.Vms, vm)}/vnics", nic);
        JsonObject? attachment = _attachment.Read(invocation);
        JsonObject body = IsWhole(invocation, attachment) ? [] : await PresentAsync(invocation, path).ConfigureAwait(false);
        body.AddIf("portGroup", invocation.Value(_group));
        body.AddIf("host", invocation.Value(_host));
        body.AddIf("mac", invocation.Value(_mac));
        body.AddIf("addresses", Addresses(invocation));
        body.AddIf("revision", invocation.Value(_change.Revision));
        body.AddIf("attachment", attachment);
        body.AddIf("ioAllocation", _io.Read(invocation));
        Changer changer = new(invocation, _change) { Stored = () => TellAsync(invocation, path) };
        return await changer.SendAsync(HttpMethod.Put, path, body, $"{nic} of VM {vm}", $"is connected to {body["portGroup"]}").ConfigureAwait(false);
    }

    private JsonArray? Addresses(Invocation invocation)
    {
        if (!invocation.IsGiven(_addresses))
        {
            return null;
        }

        List<string> words = Words.List(invocation.Value(_addresses));
        return words is ["none"] ? [] : [.. words.Select(word => (JsonNode)word)];
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
                ExitCode.Usage, $"a vNIC that is not connected yet needs --portgroup PORTGROUP, and {AttachmentOptions.Ways}", error);
        }
    }

    private static async Task TellAsync(Invocation invocation, string path)
    {
        if (!invocation.Output.ForPeople)
        {
            return;
        }

        JsonElement vnic = await invocation.GetAsync(path).ConfigureAwait(false);
        invocation.Output.Say($"port {vnic.Text("switch")}/{vnic.Text("port")}, MAC {vnic.Text("mac")}");
        if (QemuArguments.Of(vnic, vnic) is { } arguments)
        {
            invocation.Output.Say($"QEMU: {arguments}");
            invocation.Output.Say($"libvirt: {LibvirtXml.Of(vnic)}");
            invocation.Output.Say($"libvirt, in <metadata> for the hook: {LibvirtXml.Metadata(vnic)}");
        }
    }
}

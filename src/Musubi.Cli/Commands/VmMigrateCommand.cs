using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>
/// Readies a vNIC's port on the host that its VM is about to migrate to, and completes or gives up the migration. A guest whose memory the
/// switch shares completes it by running there.
/// </summary>
internal sealed class VmMigrateCommand
{
    private readonly Argument<string> _vm = Symbols.Name("VM", "Name of the VM");
    private readonly Option<string?> _host = Symbols.Text("--host", "The host that the VM migrates to", "HOST");
    private readonly Option<string> _nic = VmCommands.NicOption();
    private readonly AttachmentOptions _attachment = new();
    private readonly Option<bool> _complete = new("--complete") { Description = "The guest runs there now (vhost-user vNICs tell by themselves)" };
    private readonly Option<bool> _cancel = new("--cancel") { Description = "The guest stays where it was" };
    private readonly ChangeOptions _change = new();

    public static Command Make(CommandFactory factory)
    {
        VmMigrateCommand command = new();
        return factory.Leaf("migrate", "Ready a vNIC's port on another host, for a live migration",
            [command._vm, command._host, command._nic, command._complete, command._cancel, .. command._attachment.All, .. command._change.All], command.RunAsync);
    }

    private async Task<ExitCode> RunAsync(Invocation invocation)
    {
        string vm = invocation.Value(_vm);
        string nic = invocation.Value(_nic);
        string vnic = Routes.Of($"{Routes.Of(Routes.Vms, vm)}/vnics", nic);
        string path = $"{vnic}/migration";
        string what = $"{nic} of VM {vm}";
        string? host = invocation.Value(_host);
        JsonObject? attachment = _attachment.Read(invocation);
        (bool complete, bool cancel) = (invocation.Value(_complete), invocation.Value(_cancel));
        if ((host is null ? 0 : 1) + (complete ? 1 : 0) + (cancel ? 1 : 0) != 1 || (host is null && attachment is not null))
        {
            throw new CliException(ExitCode.Usage, $"either --host HOST [{AttachmentOptions.Ways}], --complete or --cancel must be given");
        }

        JsonObject body = [];
        body.AddIf("host", host);
        body.AddIf("attachment", attachment);
        body.AddIf("revision", invocation.Value(_change.Revision));
        Changer changer = new(invocation, _change) { Stored = host is null ? null : () => TellAsync(invocation, vnic) };
        return complete ? await changer.SendBasedAsync(vnic, HttpMethod.Post, $"{path}/complete", null, what, "is where it migrated to").ConfigureAwait(false)
            : cancel ? await changer.SendBasedAsync(vnic, HttpMethod.Delete, path, null, what, "stays where it was").ConfigureAwait(false)
            : await changer.SendAsync(HttpMethod.Put, path, body, what, $"may migrate to {host}").ConfigureAwait(false);
    }

    private static async Task TellAsync(Invocation invocation, string path)
    {
        if (!invocation.Output.ForPeople)
        {
            return;
        }

        JsonElement vnic = await invocation.GetAsync(path).ConfigureAwait(false);
        if (vnic.Find("migration") is { } migration && QemuArguments.Of(vnic, migration) is { } arguments)
        {
            invocation.Output.Say($"QEMU, on {migration.Text("host")}: {arguments} -incoming URI");
        }
    }
}

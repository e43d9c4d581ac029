using System.CommandLine;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class VmCommands
{
    private const string DefaultNic = "nic0";

    public static Command Make(CommandFactory factory) => CommandFactory.Group("vm", "VMs and how their vNICs are connected",
        VmAttachCommand.Make(factory), VmMigrateCommand.Make(factory), Detach(factory), List(factory), Show(factory));

    public static Option<string> NicOption() => new("--nic") { Description = $"The vNIC's name within its VM ({DefaultNic})", HelpName = "NIC", DefaultValueFactory = _ => DefaultNic };

    private static Command Detach(CommandFactory factory)
    {
        Argument<string> vm = Symbols.Name("VM", "Name of the VM");
        Option<string> nic = NicOption();
        ChangeOptions change = new();
        return factory.Leaf("detach", "Disconnect a vNIC", [vm, nic, .. change.All], invocation =>
        {
            string path = Routes.Of($"{Routes.Of(Routes.Vms, invocation.Value(vm))}/vnics", invocation.Value(nic));
            return new Changer(invocation, change)
                .SendBasedAsync(path, HttpMethod.Delete, path, null, $"{invocation.Value(nic)} of VM {invocation.Value(vm)}", "was disconnected");
        });
    }

    private static Command List(CommandFactory factory)
    {
        Option<string?> host = Symbols.Text("--host", "Only VMs on this host", "HOST");
        Option<string?> group = Symbols.Text("--portgroup", "Only VMs on this port group", "PORTGROUP");
        return factory.Leaf("list", "List VMs with their vNICs", [host, group], async invocation =>
        {
            string path = Routes.Vms.With("host", invocation.Value(host)).With("portGroup", invocation.Value(group));
            invocation.Output.List(Kinds.Vm, await invocation.ListAsync(path).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Show(CommandFactory factory)
    {
        Argument<string> vm = Symbols.Name("VM", "Name of the VM");
        return factory.Leaf("show", "Show a VM with its vNICs", [vm], async invocation =>
        {
            invocation.Output.Object(await invocation.GetAsync(Routes.Of(Routes.Vms, invocation.Value(vm))).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }
}

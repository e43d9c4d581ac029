using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Connects and disconnects vNICs of VMs.</summary>
internal static class VnicEdits
{
    /// <param name="session">The edit.</param>
    /// <param name="spec">What is wanted.</param>
    /// <param name="revision">Of the port that it holds; null: any.</param>
    /// <param name="prefix">Where the vNIC stands in the document of its VM, such as "vnics[0]."; empty when it is asked for alone.</param>
    public static void Connect(EditSession session, VnicSpec spec, long? revision, string prefix = "")
    {
        PortConfig? held = session.Draft.Ports.FindVnic(spec.Vm, spec.Vnic);
        if (held is not null)
        {
            session.CheckRevision(revision, held);
        }
        else
        {
            CheckNames(session, spec, prefix);
        }

        bool attached = CheckAttachment(session, spec.Attachment, $"{prefix}attachment")
            & AddressEdits.TryRead(session, spec.Addresses, $"{prefix}addresses", out ValueList<string>? addresses);
        bool placed = session.TryRefer(session.Draft.PortGroups, ObjectKind.PortGroup, $"{prefix}portGroup", spec.PortGroup, out PortGroupConfig? group);
        if (session.TryReferHost($"{prefix}host", spec.Host, out HostConfig? host) && placed && attached)
        {
            IoAllocation? io = IoEdits.Allocate(session, session.Draft.Switches[group!.SwitchId], held?.Connection?.Io, spec.Io, $"{prefix}ioAllocation");
            ConnectionEdits.Connect(session, new ConnectionWish(prefix, spec.Vm, spec.Vnic, group, host, spec.Mac, spec.Attachment!, addresses) { Io = io }, held);
        }
    }

    public static void Disconnect(EditSession session, DisconnectVnic command)
    {
        if (session.Draft.Ports.FindVnic(command.Vm, command.Vnic) is not { } held)
        {
            session.Errors.NotFound("vnic", $"{command.Vm} {command.Vnic}", "no such vNIC is connected");
            return;
        }

        session.Target = held.Id;
        session.CheckRevision(command.Revision, held);
        ConnectionEdits.Disconnect(session, held);
    }

    /// <summary>Whether all that an attachment says is well-formed; every error is noted.</summary>
    public static bool CheckAttachment(EditSession session, AttachmentConfig? attachment, string field)
    {
        switch (attachment)
        {
            case NamespaceAttachment inside:
                return session.Errors.Check($"{field}.namespace", inside.Namespace, InterfaceRules.CheckNamespace(inside.Namespace))
                    & session.Errors.Check($"{field}.interface", inside.Interface, InterfaceRules.CheckInterface(inside.Interface));
            case TapAttachment tap:
                return session.Errors.Check($"{field}.interface", tap.Interface, InterfaceRules.CheckInterface(tap.Interface))
                    & (tap.QmpSocket is null
                        || session.Errors.Check($"{field}.qmpSocket", tap.QmpSocket, InterfaceRules.CheckSocketPath(tap.QmpSocket)));
            case VhostUserAttachment shared:
                return session.Errors.Check($"{field}.socket", shared.Socket, InterfaceRules.CheckSocketPath(shared.Socket))
                    & session.Errors.Check($"{field}.queuePairs", $"{shared.QueuePairs}", shared.QueuePairs is >= 1 and <= VhostUserAttachment.MostQueuePairs ? null : $"must be in 1..{VhostUserAttachment.MostQueuePairs}");
            default:
                session.Errors.Invalid(field, "", "must be given: of type \"namespace\", \"tap\" or \"vhostUser\"");
                return false;
        }
    }

    /// <summary>In a document the VM's name is checked once, not with each of its vNICs.</summary>
    private static void CheckNames(EditSession session, VnicSpec spec, string prefix)
    {
        if (prefix.Length == 0)
        {
            session.Errors.Check("vm", spec.Vm, NameRules.Check(spec.Vm));
        }

        session.Errors.Check(prefix.Length == 0 ? "vnic" : $"{prefix}name", spec.Vnic, NameRules.Check(spec.Vnic));
    }
}

using Musubi.Model.Commands;
using Musubi.Model.Inventory.Admission;
using Musubi.Model.Inventory.Editing;

namespace Musubi.Model.Inventory;

/// <summary>Edits an inventory. Pure and deterministic: the same snapshot, command and ids give the same result. Any thread.</summary>
public static class InventoryEditor
{
    /// <summary>
    /// Carries out a command whole, or reports everything that is wrong with it (at most <see cref="Validation.Limits.MaxErrors"/> errors) and changes nothing.
    /// Costs a pass over the ports at most, and then what the command itself asks for.
    /// </summary>
    public static EditResult Edit(InventorySnapshot snapshot, InventoryCommand command, EditContext context)
    {
        EditSession session = new(new InventoryDraft(snapshot), context);
        session.Errors.AddRead(command.ReadErrors);
        Carry(session, command);
        if (session.Errors.Count > 0)
        {
            return new EditResult { Outcome = session.Errors.Outcome, Errors = session.Errors.ToList(), Before = snapshot, Snapshot = snapshot };
        }

        List<ObjectChange> changes = [];
        InventorySnapshot edited = session.Draft.Finish(changes);
        if (command is not ReportHost)
        {
            session.Errors.Enter(-1, "");
            IoAdmission.Check(snapshot, edited, changes, session.Errors);
            FilterLimits.Check(snapshot, edited, changes, session.Errors, context.Kind);
        }

        if (session.Errors.Count > 0)
        {
            return new EditResult { Outcome = session.Errors.Outcome, Errors = session.Errors.ToList(), Before = snapshot, Snapshot = snapshot };
        }

        return new EditResult
        {
            Outcome = EditOutcome.Done,
            Before = snapshot,
            Snapshot = edited,
            Changes = [.. changes],
            Target = session.Target,
            Warnings = session.Errors.Warnings(),
            Moves = [.. session.Moves],
        };
    }

    private static void Carry(EditSession session, InventoryCommand command)
    {
        switch (command)
        {
            case CreateSwitch create:
                SwitchEdits.Create(session, create.Spec);
                break;
            case UpdateSwitch update:
                SwitchEdits.Update(session, update);
                break;
            case DeleteSwitch delete:
                SwitchEdits.Delete(session, delete);
                break;
            case AddHost or UpdateMember or RemoveHost or MigrateHosts:
                CarryMembership(session, command);
                break;
            case CreatePortGroup create:
                PortGroupEdits.Create(session, create.Spec);
                break;
            case UpdatePortGroup update:
                PortGroupEdits.Update(session, update);
                break;
            case DeletePortGroup delete:
                PortGroupEdits.Delete(session, delete);
                break;
            case Apply apply:
                ApplyEdits.Run(session, apply.Documents);
                break;
            default:
                CarryPortOrHost(session, command);
                break;
        }
    }

    private static void CarryMembership(EditSession session, InventoryCommand command)
    {
        switch (command)
        {
            case AddHost add:
                MemberEdits.Add(session, add);
                break;
            case UpdateMember update:
                MemberEdits.Update(session, update);
                break;
            case RemoveHost remove:
                MemberEdits.Remove(session, remove);
                break;
            case MigrateHosts migrate:
                HostMigrationEdits.Run(session, migrate);
                break;
        }
    }

    private static void CarryMigration(EditSession session, InventoryCommand command)
    {
        switch (command)
        {
            case MigrateVnic migrate:
                MigrationEdits.Prepare(session, migrate);
                break;
            case CompleteMigration complete:
                MigrationEdits.Complete(session, complete);
                break;
            case CancelMigration cancel:
                MigrationEdits.Cancel(session, cancel);
                break;
        }
    }

    private static void CarryPortOrHost(EditSession session, InventoryCommand command)
    {
        switch (command)
        {
            case UpdatePort update:
                PortEdits.Update(session, update);
                break;
            case ConnectVnic connect:
                VnicEdits.Connect(session, connect.Spec, connect.Revision);
                break;
            case DisconnectVnic disconnect:
                VnicEdits.Disconnect(session, disconnect);
                break;
            case MigrateVnic or CompleteMigration or CancelMigration:
                CarryMigration(session, command);
                break;
            case ConnectAdapter connect:
                AdapterEdits.Connect(session, connect.Spec, connect.Revision);
                break;
            case DisconnectAdapter disconnect:
                AdapterEdits.Disconnect(session, disconnect);
                break;
            case AdmitHost admit:
                HostEdits.Admit(session, admit);
                break;
            case UpdateHost update:
                HostEdits.Update(session, update);
                break;
            case ReportHost report:
                HostEdits.Report(session, report);
                break;
            case RemoveFabricHost remove:
                HostEdits.Remove(session, remove);
                break;
            default:
                session.Errors.Refuse("command", command.GetType().Name, "must be a command that this version knows");
                break;
        }
    }
}

using System.Collections.Immutable;
using Musubi.Model.Commands.Documents;
using Musubi.Model.Config;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Carries out documents in the order in which they depend on each other, and judges every one of them whatever became of the others.</summary>
internal static class ApplyEdits
{
    public static void Run(EditSession session, ImmutableArray<ApplyDocument> documents)
    {
        Dictionary<(Type, string), int> seen = [];
        foreach (ApplyDocument document in documents.OrderBy(Rank))
        {
            session.Errors.Enter(document.Index, $"documents[{document.Index}] {Title(document)}: ");
            int errors = session.Errors.Count;
            session.Errors.AddRead(document.ReadErrors);
            if (!seen.TryAdd((document.GetType(), Key(document)), document.Index))
            {
                session.Errors.Invalid("name", NameOf(document), $"must be given only once: documents[{seen[(document.GetType(), Key(document))]}] has it already");
            }

            Carry(session, document);
            if (session.Errors.Count > errors)
            {
                NoteFailed(session, document);
            }
        }

        session.Target = null;
    }

    private static void Carry(EditSession session, ApplyDocument document)
    {
        switch (document)
        {
            case SwitchDocument { Spec: var spec } when TryPresent(session, session.Draft.Switches, spec.Name, document, out SwitchConfig? present):
                SwitchEdits.Change(session, present!, spec);
                break;
            case SwitchDocument { Spec: var spec }:
                SwitchEdits.Create(session, spec);
                break;
            case PortGroupDocument { Spec: var spec } when TryPresent(session, session.Draft.PortGroups, spec.Name, document, out PortGroupConfig? present):
                PortGroupEdits.Change(session, present!, spec);
                break;
            case PortGroupDocument { Spec: var spec }:
                PortGroupEdits.Create(session, spec);
                break;
            case VmDocument vm:
                CarryVm(session, vm);
                break;
            case HostAdapterDocument { Spec: var spec }:
                AdapterEdits.Connect(session, spec, document.Revision);
                break;
        }
    }

    private static void CarryVm(EditSession session, VmDocument vm)
    {
        session.Errors.Check("name", vm.Name, NameRules.Check(vm.Name));
        HashSet<string> seen = [];
        for (int i = 0; i < vm.Vnics.Count; i++)
        {
            if (seen.Add(vm.Vnics[i].Vnic))
            {
                VnicEdits.Connect(session, vm.Vnics[i], null, $"vnics[{i}].");
            }
            else
            {
                session.Errors.Invalid($"vnics[{i}].name", vm.Vnics[i].Vnic, "must be unique in its VM");
            }
        }
    }

    private static bool TryPresent<T>(EditSession session, NamedTable<T> table, string? name, ApplyDocument document, out T? present)
        where T : class, IInventoryObject
    {
        present = null;

        // A document knows its object by name alone: a name that looks like an id is judged as a name. Revision 0 asks for an object that is not there yet.
        if (document.Revision == 0 || name is null || Guid.TryParse(name, out _) || !table.TryFind(name, out present))
        {
            return false;
        }

        session.CheckRevision(document.Revision, present);
        return true;
    }

    private static int Rank(ApplyDocument document) => document switch
    {
        SwitchDocument => 0,
        PortGroupDocument => 1,
        HostAdapterDocument => 2,
        _ => 3,
    };

    private static string NameOf(ApplyDocument document) => document switch
    {
        SwitchDocument d => d.Spec.Name ?? "",
        PortGroupDocument d => d.Spec.Name ?? "",
        HostAdapterDocument d => d.Spec.Name,
        VmDocument d => d.Name,
        _ => "",
    };

    /// <summary>What makes two documents mean the same object.</summary>
    private static string Key(ApplyDocument document) =>
        document is HostAdapterDocument { Spec: var spec } ? $"{spec.Host}/{spec.Name}" : NameOf(document);

    private static string Title(ApplyDocument document)
    {
        string kind = document switch
        {
            SwitchDocument => "Switch",
            PortGroupDocument => "PortGroup",
            HostAdapterDocument => "HostAdapter",
            VmDocument => "Vm",
            _ => "of no known kind",
        };
        return $"{kind} {ShownValue.Of(NameOf(document))}".TrimEnd();
    }

    private static void NoteFailed(EditSession session, ApplyDocument document)
    {
        if (document is SwitchDocument)
        {
            session.NoteFailed(ObjectKind.Switch, NameOf(document));
        }
        else if (document is PortGroupDocument)
        {
            session.NoteFailed(ObjectKind.PortGroup, NameOf(document));
        }
    }
}

using System.Collections.Immutable;
using Musubi.Model.Commands.Documents;

namespace Musubi.Model.Commands;

/// <summary>
/// Makes the inventory as the documents say, all or nothing. Objects that no document mentions are left alone, and so are
/// fields that a document leaves out; a list that a document gives replaces the list as a whole. Switches come first, then port groups,
/// VMs and host adapters, whatever their order in the request.
/// </summary>
public sealed record Apply(ImmutableArray<ApplyDocument> Documents) : InventoryCommand;

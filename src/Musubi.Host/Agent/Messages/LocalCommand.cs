using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Host.Agent.Messages;

/// <summary>Somebody on this host wants a change.</summary>
public sealed record LocalCommand(InventoryCommand Command, Caller Caller, bool DryRun, TaskCompletionSource<EditResult> Done) : AgentInput;

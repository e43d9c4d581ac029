namespace Musubi.Model.Commands;

/// <summary>Makes a host adapter, or changes its addresses or port group.</summary>
/// <param name="Revision">The revision of the port that the adapter holds; null: any.</param>
public sealed record ConnectAdapter(AdapterSpec Spec, long? Revision = null) : InventoryCommand;

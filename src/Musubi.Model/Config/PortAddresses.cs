namespace Musubi.Model.Config;

/// <summary>The addresses that the guest of a port was seen to have.</summary>
public sealed record PortAddresses(Guid PortId, ValueList<SeenAddress> Addresses);

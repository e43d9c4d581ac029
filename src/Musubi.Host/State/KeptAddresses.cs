using Musubi.Model;
using Musubi.Model.Config;

namespace Musubi.Host.State;

/// <summary>What the guest of a port was seen to have.</summary>
public sealed record KeptAddresses(Guid PortId, long Incarnation, ValueList<SeenAddress> Addresses);

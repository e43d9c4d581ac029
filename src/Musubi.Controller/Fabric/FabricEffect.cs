using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Services;

namespace Musubi.Controller.Fabric;

/// <summary>What the fabric's state machine wants done outside of it.</summary>
internal abstract record FabricEffect
{
    /// <summary>There is something to send on a stream.</summary>
    public sealed record Wake(long Stream) : FabricEffect;

    /// <summary>A stream is to be ended, for a reason that the host is told.</summary>
    public sealed record End(long Stream, StreamEnd Why, string Reason) : FabricEffect;

    /// <summary>What a host says about itself differs from what is stored, guests that migrate run there now, or those that are to leave it have addresses.</summary>
    public sealed record Report(
        Guid HostId, string HostName, ValueList<string> Capabilities, ValueList<HostNic> Nics, ValueList<Guid> Arrived, ValueList<LeavingGuest> Moving) : FabricEffect;

    /// <summary>For the event log.</summary>
    public sealed record Record(EventRecord Event) : FabricEffect;
}

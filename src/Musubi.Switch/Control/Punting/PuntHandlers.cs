using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Punting;

/// <summary>Who takes which frames that workers hand over. Filled when the process is put together. Control thread only.</summary>
public sealed class PuntHandlers
{
    private readonly List<IPuntHandler>[] _ofKind = [.. Enum.GetValues<PuntKind>().Select(_ => new List<IPuntHandler>())];

    /// <summary>Frames of the kinds go to the handler, after those added before.</summary>
    public void Add(IPuntHandler handler, params ReadOnlySpan<PuntKind> kinds)
    {
        foreach (PuntKind kind in kinds)
        {
            _ofKind[(int)kind].Add(handler);
        }
    }

    public IReadOnlyList<IPuntHandler> Of(PuntKind kind) => _ofKind[(int)kind];

    public PuntKinds ListensOn(PortSlot uplink) =>
        _ofKind.SelectMany(handlers => handlers).Distinct().Aggregate(PuntKinds.None, (kinds, handler) => kinds | handler.ListensOn(uplink));
}

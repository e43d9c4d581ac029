namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>How an uplink is shared: its classes, and which frames belong to which. Never changed after it was made.</summary>
public sealed class IoSchedule
{
    /// <summary>Indices of the classes that every schedule has.</summary>
    internal const int All = 0;
    internal const int Own = 1;

    private readonly Dictionary<IoClassId, int> _byId;
    private readonly int[] _leafOfOrigin;

    /// <param name="capacityBitsPerSecond">What the uplink carries; 0 when unknown: then it is never full, and limits only are kept.</param>
    /// <param name="classes">Parents first: all, the switch's own, and the rest; among them one of others. Ports, own and others have no parts, and all else has.</param>
    /// <param name="leafOfOrigin">By origin of a frame (see <see cref="Io.Ports.TransmitFrame.Origin"/>) its class; -1, and what is not in it, is others.</param>
    public IoSchedule(long capacityBitsPerSecond, IReadOnlyList<IoClass> classes, int[] leafOfOrigin)
    {
        (CapacityBitsPerSecond, Classes) = (capacityBitsPerSecond, classes);
        _byId = classes.Index().ToDictionary(one => one.Item.Id, one => one.Index);
        Others = _byId[new IoClassId(IoClassKind.Others)];
        _leafOfOrigin = [.. leafOfOrigin.Select(leaf => leaf < 0 ? Others : leaf)];
    }

    public long CapacityBitsPerSecond { get; }

    public IReadOnlyList<IoClass> Classes { get; }

    internal int Others { get; }

    /// <summary>The same for frames, whatever made it.</summary>
    public bool IsSame(IoSchedule other) => CapacityBitsPerSecond == other.CapacityBitsPerSecond
        && Classes.SequenceEqual(other.Classes) && _leafOfOrigin.AsSpan().SequenceEqual(other._leafOfOrigin);

    internal int LeafOf(int origin) => (uint)origin < (uint)_leafOfOrigin.Length ? _leafOfOrigin[origin] : Others;

    /// <summary>-1 when there is none.</summary>
    internal int IndexOf(in IoClassId id) => _byId.TryGetValue(id, out int index) ? index : -1;
}

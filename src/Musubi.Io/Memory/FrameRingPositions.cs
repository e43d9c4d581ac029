using System.Runtime.InteropServices;

namespace Musubi.Io.Memory;

/// <summary>How far the two sides of a <see cref="FrameRing"/> are, in bytes since the start; each side on cache lines of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 320)]
internal struct FrameRingPositions
{
    /// <summary>The writer's own.</summary>
    [FieldOffset(64)]
    public long Written;

    /// <summary>What the reader may see.</summary>
    [FieldOffset(128)]
    public long Published;

    /// <summary>What the writer may overwrite.</summary>
    [FieldOffset(256)]
    public long Read;
}

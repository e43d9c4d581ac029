using System.Runtime.InteropServices;

namespace Musubi.Switch.Runtime;

/// <summary>What a reader tells the writer. Alone on its cache lines: the writer polls it while the reader writes its own fields.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct ReaderProgress
{
    /// <summary>Serial of the newest snapshot with which a turn was finished.</summary>
    [FieldOffset(64)]
    public long Finished;

    /// <summary>1 while no snapshot is in use.</summary>
    [FieldOffset(72)]
    public int Asleep;
}

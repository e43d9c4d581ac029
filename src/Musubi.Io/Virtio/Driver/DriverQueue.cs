namespace Musubi.Io.Virtio.Driver;

/// <summary>The driver's side of a virtqueue, for tests, fuzzing and load generators. One thread.</summary>
public abstract class DriverQueue(int size)
{
    /// <summary>Descriptors; buffer numbers are below it.</summary>
    public int Size => size;

    /// <summary>Where the descriptors stand in the <see cref="DriverMemory"/>.</summary>
    public int DescriptorsOffset { get; protected init; }

    /// <summary>Where the driver's own area stands: the available ring, or event suppression.</summary>
    public int AvailableOffset { get; protected init; }

    /// <summary>Where the device's area stands: the used ring, or event suppression.</summary>
    public int UsedOffset { get; protected init; }

    public abstract int FreeDescriptors { get; }

    /// <summary>The device asked for a kick for what was published since the last time that this was asked.</summary>
    public abstract bool WantsKick { get; }

    /// <summary>Makes a buffer of several pieces, unseen until <see cref="Publish"/>. Returns its number, or -1 when descriptors are short.</summary>
    public abstract int Add(ReadOnlySpan<DriverBuffer> pieces, bool writable);

    /// <summary>The same with an indirect table, which takes one descriptor.</summary>
    /// <param name="tableOffset">Room for 16 bytes for each piece.</param>
    public abstract int AddIndirect(ReadOnlySpan<DriverBuffer> pieces, int tableOffset, bool writable);

    /// <summary>Shows the device what was added.</summary>
    public abstract void Publish();

    /// <summary>The device has given back a buffer that was not taken yet.</summary>
    public abstract bool HasUsed { get; }

    /// <summary>Takes the next buffer that the device gave back.</summary>
    public abstract bool TryTake(out int number, out uint written);

    /// <summary>Asks to be called for the next buffer, or not.</summary>
    public abstract void WantCall(bool wanted);
}

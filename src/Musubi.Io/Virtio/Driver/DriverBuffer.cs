namespace Musubi.Io.Virtio.Driver;

/// <summary>A piece of a driver's memory, as one descriptor names it.</summary>
/// <param name="Offset">In the <see cref="DriverMemory"/>.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct DriverBuffer(int Offset, int Length);

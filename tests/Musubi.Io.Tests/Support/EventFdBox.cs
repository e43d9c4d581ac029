using Musubi.Io.Native;
using Musubi.Io.Polling;

namespace Musubi.Io.Tests.Support;

/// <summary>Descriptors to pass around.</summary>
public sealed class EventFdBox : IDisposable
{
    private readonly EventFd _signal = new();
    private readonly FileDescriptor[] _descriptors;

    public EventFdBox(int count) =>
        _descriptors = [.. Enumerable.Range(0, count).Select(_ => _signal.Handle.Duplicate())];

    public FileDescriptor[] All => _descriptors;

    public FileDescriptor[] Take(int start, int count) => _descriptors[start..(start + count)];

    public void Dispose()
    {
        foreach (FileDescriptor descriptor in _descriptors)
        {
            descriptor.Dispose();
        }

        _signal.Dispose();
    }
}

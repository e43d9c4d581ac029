using Musubi.Io.Native;

namespace Musubi.Io.Sockets;

/// <summary>One received frame. Owns its descriptors until they are taken: disposing closes the ones that were not.</summary>
public sealed class UnixFrame : IDisposable
{
    private List<FileDescriptor> _descriptors;

    internal UnixFrame(byte[] payload, List<FileDescriptor> descriptors)
    {
        Payload = payload;
        _descriptors = descriptors;
    }

    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>In the order of sending, at most <see cref="UnixFraming.MaxDescriptors"/>.</summary>
    public IReadOnlyList<FileDescriptor> Descriptors => _descriptors;

    /// <summary>Hands the descriptors over to the caller, who closes them from then on.</summary>
    public IReadOnlyList<FileDescriptor> TakeDescriptors()
    {
        List<FileDescriptor> taken = _descriptors;
        _descriptors = [];
        return taken;
    }

    public void Dispose()
    {
        foreach (FileDescriptor descriptor in TakeDescriptors())
        {
            descriptor.Dispose();
        }
    }
}

using System.Threading.Channels;
using Grpc.Core;
using Musubi.Contracts.Fabric;

namespace Musubi.Fleet.Hosts;

/// <summary>Messages of a host on their way into one stream, in order. Of what the controller is too slow to take the oldest is forgotten.</summary>
internal sealed class Outbox
{
    private const int Capacity = 64;

    private readonly Channel<HostMessage> _messages = Channel.CreateBounded<HostMessage>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Say(HostMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>Until the stream ends.</summary>
    public async Task SendAsync(IClientStreamWriter<HostMessage> stream, CancellationToken cancellation)
    {
        try
        {
            await foreach (HostMessage message in _messages.Reader.ReadAllAsync(cancellation))
            {
                await stream.WriteAsync(message, cancellation);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or RpcException or InvalidOperationException or IOException)
        {
            // Whoever reads from the stream says why.
        }
    }
}

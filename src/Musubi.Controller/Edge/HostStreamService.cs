using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Musubi.Contracts.Fabric;
using Musubi.Controller.Fabric;
using Musubi.Controller.Trust;

namespace Musubi.Controller.Edge;

/// <summary>
/// The gRPC end of host streams: one reader and one writer for each. The writer asks the hub for the next message only when the transport
/// has taken the former, so what a slow host costs is one message.
/// </summary>
internal sealed class HostStreamService(FabricHub hub, IHostApplicationLifetime lifetime) : HostStream.HostStreamBase
{
    public override async Task Connect(
        IAsyncStreamReader<HostMessage> requestStream, IServerStreamWriter<ControllerMessage> responseStream, ServerCallContext context)
    {
        HostIdentity identity = Identify(context);
        using HostLink link = new(context.CancellationToken, lifetime.ApplicationStopping);
        (long stream, string refusal) = hub.Open(identity, link);
        if (stream == 0)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, refusal));
        }

        try
        {
            Task reading = EndingAsync(link, () => ReadAsync(stream, requestStream, link));
            Task writing = EndingAsync(link, () => WriteAsync(stream, responseStream, link));
            await Task.WhenAll(reading, writing).ConfigureAwait(false);
        }
        finally
        {
            hub.Close(stream);
        }

        if (link.Reason is { } reason)
        {
            throw new RpcException(new Status(CodeOf(reason.Why), reason.Text));
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the controller is stopping"));
        }
    }

    private static HostIdentity Identify(ServerCallContext context)
    {
        // The TLS handshake let only certificates of the fabric's own authority through.
        X509Certificate2? certificate = context.GetHttpContext().Connection.ClientCertificate;
        HostIdentity? identity = certificate is null ? null : HostIdentity.Read(certificate);
        return identity ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "a host's client certificate is needed; join the fabric first"));
    }

    private async Task ReadAsync(long stream, IAsyncStreamReader<HostMessage> messages, HostLink link)
    {
        while (await messages.MoveNext(link.Ended).ConfigureAwait(false))
        {
            hub.Receive(stream, messages.Current);
        }
    }

    private async Task WriteAsync(long stream, IServerStreamWriter<ControllerMessage> messages, HostLink link)
    {
        while (true)
        {
            if (hub.Next(stream) is { } message)
            {
                await messages.WriteAsync(message, link.Ended).ConfigureAwait(false);
            }
            else
            {
                await link.WaitAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs one half of a stream; when it ends, the other half ends too.</summary>
    private static async Task EndingAsync(HostLink link, Func<Task> half)
    {
        try
        {
            await half().ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException
            || (error is RpcException && link.Ended.IsCancellationRequested))
        {
            // The connection is gone, or the stream was ended: either way there is nobody to tell.
        }
        finally
        {
            link.Cancel();
        }
    }

    private static StatusCode CodeOf(StreamEnd why) => why switch
    {
        StreamEnd.BadMessage => StatusCode.InvalidArgument,
        StreamEnd.NotPermitted => StatusCode.PermissionDenied,
        StreamEnd.Replaced => StatusCode.Aborted,
        _ => StatusCode.Unavailable,
    };
}

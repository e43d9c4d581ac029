using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Musubi.Contracts.Fabric;
using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Fabric;
using Musubi.Host.State;

namespace Musubi.Host.Edge;

/// <summary>
/// Keeps a stream to the controller: connects again and again, applies what comes down one message after the other, sends what
/// the agent reports. The controller being away changes nothing on this host.
/// </summary>
internal sealed class FabricClient(AgentLoop loop, StatisticsReader statistics, TimeProvider clock, ILogger logger) : IFabricReporter
{
    private const uint ProtocolVersion = 1;
    private const int QueueLength = 1024;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(3);

    private Channel<HostMessage>? _outgoing;
    private long _dropped;

    /// <summary>Reports that found no stream or no room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Report(HostMessage message)
    {
        Channel<HostMessage>? outgoing = Volatile.Read(ref _outgoing);
        if (outgoing is null || !outgoing.Writer.TryWrite(message))
        {
            Interlocked.Increment(ref _dropped);
            // A stream whose queue overflowed is behind for good: end it, and the next one begins with everything.
            outgoing?.Writer.TryComplete();
        }
    }

    public async Task RunAsync(AgentCore core, CancellationToken stop)
    {
        TimeSpan wait = FirstRetry;
        while (!stop.IsCancellationRequested)
        {
            FabricMembership? membership = core.View.State.Fabric;
            if (membership is not null)
            {
                bool wentWell = await ServeAsync(core, membership, stop).ConfigureAwait(false);
                wait = wentWell ? FirstRetry : TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestRetry.Ticks));
            }

            await Task.Delay(membership is null ? FirstRetry : wait, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One stream from its start to its end; true when the controller welcomed this host and all that it sent is stored.</summary>
    private async Task<bool> ServeAsync(AgentCore core, FabricMembership membership, CancellationToken stop)
    {
        bool welcomed = false;
        string? refused = null;
        string reason = "the stream ended";
        ConnectionEnds? ends = null;
        try
        {
            using X509Certificate2 authority = X509Certificate2.CreateFromPem(membership.AuthorityPem);
            using X509Certificate2 own = X509Certificate2.CreateFromPem(membership.CertificatePem, membership.KeyPem);
            using GrpcChannel channel = FabricTls.Open(membership.Controller, authority, own, made => ends = made);
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
            using AsyncDuplexStreamingCall<HostMessage, ControllerMessage> call = new HostStream.HostStreamClient(channel).Connect(cancellationToken: ending.Token);
            await call.RequestStream.WriteAsync(Hello(core.View), ending.Token).ConfigureAwait(false);
            Task sending = Task.CompletedTask;
            Task counting = Task.CompletedTask;
            try
            {
                await foreach (ControllerMessage message in call.ResponseStream.ReadAllAsync(ending.Token).ConfigureAwait(false))
                {
                    if (message.BodyCase == ControllerMessage.BodyOneofCase.Welcome)
                    {
                        welcomed = true;
                        Channel<HostMessage> outgoing = Channel.CreateBounded<HostMessage>(QueueLength);
                        Volatile.Write(ref _outgoing, outgoing);
                        sending = SendAsync(call.RequestStream, outgoing.Reader, ending);
                        counting = CountAsync(core, message.Welcome.StatisticsIntervalSeconds, ending.Token);
                        await loop.PostAsync(new FabricLinkChanged(true, $"connected to {membership.Controller}", ends, message.Welcome.AnswersProbes), ending.Token).ConfigureAwait(false);
                    }
                    else if ((refused = await ApplyAsync(core, message, ending.Token).ConfigureAwait(false)) is not null)
                    {
                        reason = refused;
                        break;
                    }
                }
            }
            finally
            {
                Volatile.Write(ref _outgoing, null);
                await ending.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(sending, counting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception failure) when (failure is RpcException or IOException or OperationCanceledException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            reason = failure is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : failure.Message;
        }

        if (welcomed)
        {
            logger.LogWarning("controller lost: {Reason}", reason);
            await loop.PostAsync(new FabricLinkChanged(false, reason), CancellationToken.None).ConfigureAwait(false);
        }

        return welcomed && refused is null;
    }

    private static HostMessage Hello(AgentView view)
    {
        HostHello hello = new()
        {
            ProtocolVersion = ProtocolVersion,
            HostId = view.State.HostId.ToString(),
            HostName = view.State.HostName,
            AgentVersion = AgentVersion.Text,
            SwitchVersion = view.SwitchVersion,
            Revision = (ulong)view.State.FabricRevision,
            FabricId = view.State.Fabric?.FabricId ?? "",
        };
        hello.Capabilities.AddRange(Model.Capabilities.Capability.All);
        hello.Nics.AddRange(view.Nics.Select(NicReports.From));
        return new HostMessage { Hello = hello };
    }

    /// <summary>Null when the message is stored, else why it is not.</summary>
    private async Task<string?> ApplyAsync(AgentCore core, ControllerMessage message, CancellationToken cancellation)
    {
        if (message.BodyCase == ControllerMessage.BodyOneofCase.Probe)
        {
            await loop.PostAsync(new ReachAnswered(message.Probe.Number), cancellation).ConfigureAwait(false);
            return null;
        }

        Guid host = core.View.State.HostId;
        TaskCompletionSource<string?> refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (message.BodyCase == ControllerMessage.BodyOneofCase.Retry)
        {
            // What comes of it the next status tells.
            await loop.PostAsync(new RetryAsked("controller", refused), cancellation).ConfigureAwait(false);
            return null;
        }

        ShareArrived? input = message.BodyCase switch
        {
            ControllerMessage.BodyOneofCase.FullSync =>
                new ShareArrived((long)message.FullSync.Revision, null, ShareReader.Read(message.FullSync.Share ?? new HostShare(), host), null, refused),
            ControllerMessage.BodyOneofCase.Delta =>
                new ShareArrived((long)message.Delta.ToRevision, (long)message.Delta.FromRevision, null, ShareReader.Read(message.Delta, host), refused),
            _ => null,
        };
        if (input is null)
        {
            // A newer controller may say what this agent does not know yet.
            return null;
        }

        await loop.PostAsync(input, cancellation).ConfigureAwait(false);
        return await refused.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task SendAsync(IClientStreamWriter<HostMessage> stream, ChannelReader<HostMessage> messages, CancellationTokenSource ending)
    {
        try
        {
            await foreach (HostMessage message in messages.ReadAllAsync(ending.Token).ConfigureAwait(false))
            {
                await stream.WriteAsync(message, ending.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task CountAsync(AgentCore core, uint intervalSeconds, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(Math.Clamp(intervalSeconds, 1, 3600)), clock);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            Statistics report = statistics.Report(core.View);
            if (report.Ports.Count + report.IoUplinks.Count + report.UplinkRules.Count > 0)
            {
                Report(new HostMessage { Statistics = report });
            }
        }
    }
}

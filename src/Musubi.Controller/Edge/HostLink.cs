using System.Threading.Channels;
using Musubi.Controller.Fabric;

namespace Musubi.Controller.Edge;

/// <summary>One host's gRPC stream as the hub sees it. The hub calls from any thread; the stream's writer waits here.</summary>
internal sealed class HostLink : IHostLink, IDisposable
{
    // One wake-up is as good as many: the writer then takes all there is.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _end;
    private volatile Ending? _ending;

    public HostLink(params CancellationToken[] ends) => _end = CancellationTokenSource.CreateLinkedTokenSource(ends);

    /// <summary>Set when the stream is to end.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Why the hub ended the stream; null when it did not.</summary>
    public Ending? Reason => _ending;

    public void Wake() => _wakes.Writer.TryWrite(true);

    public void End(StreamEnd why, string reason)
    {
        _ending ??= new Ending(why, reason);
        Cancel();
    }

    /// <summary>Ends the stream without a reason of the hub's: the other half of it has ended.</summary>
    public void Cancel()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream ended by itself at the same moment.
        }
    }

    public async Task WaitAsync() => await _wakes.Reader.ReadAsync(Ended).ConfigureAwait(false);

    public void Dispose() => _end.Dispose();

    /// <summary>Why a stream was ended.</summary>
    internal sealed record Ending(StreamEnd Why, string Text);
}

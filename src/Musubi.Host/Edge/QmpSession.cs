using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;

namespace Musubi.Host.Edge;

/// <summary>
/// Asks one QEMU what a NIC lets through by QMP, and again whenever the NIC's receive filter changed. Ends when QEMU goes; the watcher
/// starts another.
/// </summary>
internal sealed class QmpSession(AgentLoop loop, QmpTarget target, TimeProvider clock)
{
    /// <summary>Bytes of the longest line; QEMU's answers here are far shorter.</summary>
    private const int MaxLine = 64 << 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly byte[] Negotiate = Encoding.ASCII.GetBytes("{\"execute\":\"qmp_capabilities\"}\n");
    private static readonly byte[] Query = Encoding.ASCII.GetBytes("{\"execute\":\"query-rx-filter\",\"id\":\"rx-filter\"}\n");

    public async Task RunAsync(CancellationToken cancellation)
    {
        bool told = false;
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(target.Socket), cancellation).ConfigureAwait(false);
            await socket.SendAsync(Negotiate, cancellation).ConfigureAwait(false);
            await socket.SendAsync(Query, cancellation).ConfigureAwait(false);
            await foreach (ReadOnlyMemory<byte> line in ReadLinesAsync(socket, cancellation).ConfigureAwait(false))
            {
                if (QmpMessages.IsFilterChange(line.Span))
                {
                    // QEMU tells of no further change before it was asked: a guest that changes its filter without end makes no more work than this.
                    await Task.Delay(Pause, clock, cancellation).ConfigureAwait(false);
                    await socket.SendAsync(Query, cancellation).ConfigureAwait(false);
                }
                else if (QmpMessages.FindFilter(line.Span, target.Vnic) is { } filter)
                {
                    told = true;
                    await loop.PostAsync(new GuestFilterSeen(target.PortId, filter), cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or JsonException or ArgumentException)
        {
            // QEMU is not there (yet), or says what is no QMP: then nobody tells, which is a state of its own.
        }
        finally
        {
            if (told)
            {
                await loop.PostAsync(new GuestFilterSeen(target.PortId, null), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        Socket socket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] buffer = new byte[MaxLine];
        int filled = 0;
        while (filled < buffer.Length)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                yield break;
            }

            filled += read;
            int start = 0;
            for (int end = Array.IndexOf(buffer, (byte)'\n', start, filled - start); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', start, filled - start))
            {
                yield return buffer.AsMemory(start, end - start);
                start = end + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
        }
    }
}

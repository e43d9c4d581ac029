using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Musubi.Io.Namespaces;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>
/// Numbered datagrams from one namespace to another at a steady rate, in flows that differ in their source ports. Slow enough that a machine
/// that is busy with something else loses none by itself.
/// </summary>
internal sealed class UdpLoad : IDisposable
{
    /// <summary>Of each datagram.</summary>
    public const int Bytes = 12;

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private readonly Socket _receiver;
    private readonly Socket[] _senders;
    private readonly Thread _sending;
    private readonly Thread _receiving;
    private readonly int[] _sent;
    private readonly int[] _received;
    private readonly TimeSpan[] _longest;
    private readonly long[] _last;
    private readonly TimeSpan _interval;
    private bool _stopping;
    private bool _ending;

    /// <param name="perSecond">Datagrams of each flow.</param>
    public UdpLoad(Namespace from, Namespace to, string address, int flows, int perSecond)
    {
        _interval = TimeSpan.FromSeconds(1.0 / perSecond);
        (_sent, _received, _longest, _last) = (new int[flows], new int[flows], new TimeSpan[flows], new long[flows]);
        _receiver = Open(to);
        _receiver.ReceiveTimeout = 50;
        IPEndPoint target = new(IPAddress.Parse(address), ((IPEndPoint)_receiver.LocalEndPoint!).Port);
        _senders = [.. Enumerable.Range(0, flows).Select(_ => Open(from))];
        Array.ForEach(_senders, sender => sender.Connect(target));
        _sending = new Thread(Send) { IsBackground = true };
        _receiving = new Thread(Receive) { IsBackground = true };
        _receiving.Start();
        _sending.Start();
    }

    public int Flows => _sent.Length;

    /// <summary>Datagrams of the flow that has received fewest.</summary>
    public int LeastReceived => Enumerable.Range(0, Flows).Min(flow => Volatile.Read(ref _received[flow]));

    /// <summary>Sends no more, waits for what is on its way, and says what became of each flow.</summary>
    public UdpFlow[] Stop()
    {
        Volatile.Write(ref _stopping, true);
        _sending.Join();
        Deadline.UntilSteady(Quiet, () => Enumerable.Range(0, Flows).Sum(flow => Volatile.Read(ref _received[flow])), "the last datagrams");
        End();
        return [.. Enumerable.Range(0, Flows).Select(flow => new UdpFlow(_sent[flow], _received[flow], _longest[flow]))];
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        _sending.Join();
        End();
        _receiver.Dispose();
        Array.ForEach(_senders, sender => sender.Dispose());
    }

    private void End()
    {
        Volatile.Write(ref _ending, true);
        _receiving.Join();
    }

    private static Socket Open(Namespace place)
    {
        using NetworkNamespace inside = NetworkNamespace.OpenNamed(place.Name);
        return inside.Run(() =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
            socket.Bind(new IPEndPoint(IPAddress.Any, 0));
            return socket;
        });
    }

    private void Send()
    {
        byte[] datagram = new byte[Bytes];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; !Volatile.Read(ref _stopping); round++)
        {
            for (int flow = 0; flow < Flows; flow++)
            {
                BinaryPrimitives.WriteInt32BigEndian(datagram, flow);
                BinaryPrimitives.WriteInt32BigEndian(datagram.AsSpan(4), round);
                _senders[flow].Send(datagram);
                _sent[flow]++;
            }

            TimeSpan left = (_interval * (round + 1)) - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
            {
                Thread.Sleep(left);
            }
        }
    }

    private void Receive()
    {
        byte[] datagram = new byte[2048];
        while (!Volatile.Read(ref _ending))
        {
            try
            {
                if (_receiver.Receive(datagram) == Bytes && BinaryPrimitives.ReadInt32BigEndian(datagram) is >= 0 and int flow && flow < Flows)
                {
                    Note(flow);
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                // Nothing came: look again whether there is to be more.
            }
        }
    }

    private void Note(int flow)
    {
        long now = Stopwatch.GetTimestamp();
        if (_last[flow] != 0 && Stopwatch.GetElapsedTime(_last[flow], now) is var silence && silence > _longest[flow])
        {
            _longest[flow] = silence;
        }

        _last[flow] = now;
        Volatile.Write(ref _received[flow], _received[flow] + 1);
    }
}

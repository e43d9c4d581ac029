using System.Net;
using System.Net.Sockets;
using Musubi.Io.Namespaces;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>Datagrams from a VM, as fast as its kernel takes them.</summary>
internal sealed class Flood : IDisposable
{
    private const int Bytes = 1400;
    private const int DiscardPort = 9;

    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _stopped;

    public Flood(Vm from, string address)
    {
        using NetworkNamespace place = NetworkNamespace.OpenNamed(from.Namespace.Name);
        _socket = place.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        IPEndPoint to = new(IPAddress.Parse(address), DiscardPort);
        _thread = new Thread(() => Run(to)) { IsBackground = true };
        _thread.Start();
    }

    public void Stop()
    {
        _stopped = true;
        _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _socket.Dispose();
    }

    private void Run(IPEndPoint to)
    {
        byte[] payload = new byte[Bytes];
        while (!_stopped)
        {
            // What nobody listens for is told of by ICMP, as an error of the next one.
            SocketAddress address = to.Serialize();
            try
            {
                for (int i = 0; i < 20; i++)
                {
                    _socket.SendTo(payload, SocketFlags.None, address);
                }
            }
            catch (SocketException)
            {
                // The next ones go on.
            }

            Thread.Sleep(2);
        }
    }
}

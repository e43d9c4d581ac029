using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Io.Xdp;

/// <summary>Wakes the kernel's side of an AF_XDP socket, and learns from its answers whether the interface is still there. Its worker's alone.</summary>
internal sealed unsafe class XdpKick(int socket)
{
    private const int DoNotWait = 0x40;

    /// <summary>In copy mode the kernel sends some 32 frames for each call: enough for the largest ring.</summary>
    private const int MaxCalls = 2_048;

    public PortFault Fault { get; private set; }

    /// <summary>The way out was full at the last try, and will not be for long.</summary>
    public bool IsBackedUp { get; private set; }

    /// <summary>True when nothing is left to be told: the kernel took all, or sends by itself.</summary>
    public bool Transmit(XdpRing ring)
    {
        IsBackedUp = false;
        for (int call = 0; call < MaxCalls && ring.WantsWakeup; call++)
        {
            uint before = ring.Left;
            // Safe: no bytes are sent; the call only wakes.
            if (Libc.send(socket, null, 0, DoNotWait) >= 0)
            {
                return true;
            }

            int error = SystemCall.Error;
            if (error is not (Errno.TryAgain or Errno.Busy or Errno.NoBufferSpace or Errno.Interrupted))
            {
                Heed(error);
                return false;
            }

            uint left = ring.Left;
            if (left == 0 || left == before)
            {
                // No progress: the frames before these are on their way still; the next turn tries again.
                IsBackedUp = left > 0;
                return left == 0;
            }
        }

        return true;
    }

    /// <summary>Lets the driver see the fill ring.</summary>
    public void Receive()
    {
        // Safe: nothing is received by it.
        if (Libc.recv(socket, null, 0, DoNotWait) < 0)
        {
            Heed(SystemCall.Error);
        }
    }

    private void Heed(int error)
    {
        switch (error)
        {
            case Errno.NoSuchDeviceOrAddress or Errno.NoDevice:
                Fault = PortFault.InterfaceGone;
                break;

            // An interface that is down takes the frames when it is up again.
            case Errno.TryAgain or Errno.Busy or Errno.NoBufferSpace or Errno.Interrupted or Errno.NetworkDown:
                break;
            default:
                Fault = PortFault.DescriptorFailed;
                break;
        }
    }
}

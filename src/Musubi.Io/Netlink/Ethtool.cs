using Musubi.Io.Native;

namespace Musubi.Io.Netlink;

/// <summary>Asks drivers about their NICs, and sets their offloads (SIOCETHTOOL). In the namespace of the calling thread.</summary>
public static unsafe class Ethtool
{
    private const int InternetFamily = 2;
    private const int DatagramCloseOnExec = 2 | 0x80000;
    private const nuint EthtoolRequest = 0x8946;
    private const uint GetSettings = 0x1;
    private const uint GetDriverInformation = 0x3;
    private const uint GetTransmitChecksum = 0x16;
    private const uint SetTransmitChecksum = 0x17;
    private const uint GetPermanentAddress = 0x20;
    private const uint GetFlags = 0x25;
    private const uint SetFlags = 0x26;
    private const uint GetChannels = 0x3c;

    /// <summary>What a driver does not tell is empty or null.</summary>
    /// <exception cref="SystemCallException">NoDevice: there is none of that name.</exception>
    public static NicDetails Query(string interfaceName)
    {
        using FileDescriptor socket = OpenSocket();
        EthtoolDriverInformation driver = new() { Command = GetDriverInformation };
        EthtoolCommand settings = new() { Command = GetSettings };
        EthtoolPermanentAddress address = new() { Command = GetPermanentAddress, Size = EthtoolPermanentAddress.MaxBytes };
        // Safe: each struct is as large as the kernel's, and on this stack for the call.
        bool hasDriver = TryAsk(socket, interfaceName, &driver);
        bool hasSettings = TryAsk(socket, interfaceName, &settings);
        bool hasAddress = TryAsk(socket, interfaceName, &address);
        return new NicDetails(
            hasDriver ? driver.DriverText : "",
            hasDriver ? BusInfo(driver.BusText) : "",
            hasSettings ? Speed(settings) : null,
            hasAddress ? Address(address) : null);
    }

    /// <summary>Queues that a NIC receives on now, 1 or more: one where the driver tells of none.</summary>
    /// <exception cref="SystemCallException">NoDevice: there is none of that name.</exception>
    public static int ReceiveQueues(string interfaceName)
    {
        using FileDescriptor socket = OpenSocket();
        EthtoolChannels channels = new() { Command = GetChannels };
        // Safe: as above.
        return TryAsk(socket, interfaceName, &channels) ? (int)Math.Clamp(channels.Receive + channels.Combined, 1, int.MaxValue) : 1;
    }

    /// <summary>The offloads that are on, of those that a driver tells of.</summary>
    /// <exception cref="SystemCallException">NoDevice: there is none of that name.</exception>
    public static NicOffloads GetOffloads(string interfaceName)
    {
        using FileDescriptor socket = OpenSocket();
        EthtoolValue checksum = new() { Command = GetTransmitChecksum };
        EthtoolValue flags = new() { Command = GetFlags };
        // Safe: as above.
        _ = TryAsk(socket, interfaceName, &checksum);
        _ = TryAsk(socket, interfaceName, &flags);
        NicOffloads offloads = (NicOffloads)flags.Data & NicOffloads.Flags;
        return checksum.Data != 0 ? offloads | NicOffloads.TransmitChecksum : offloads;
    }

    /// <summary>Switches offloads on and off, all that are not named in <paramref name="offloads"/> off. What the driver has not got, or cannot change, stays.</summary>
    /// <exception cref="SystemCallException">NoDevice: there is none of that name.</exception>
    public static void SetOffloads(string interfaceName, NicOffloads offloads)
    {
        using FileDescriptor socket = OpenSocket();
        EthtoolValue checksum = new() { Command = SetTransmitChecksum, Data = (offloads & NicOffloads.TransmitChecksum) != 0 ? 1u : 0 };
        EthtoolValue flags = new() { Command = GetFlags };
        // Safe: as above.
        _ = TryAsk(socket, interfaceName, &checksum);
        if (TryAsk(socket, interfaceName, &flags))
        {
            flags = new() { Command = SetFlags, Data = (flags.Data & ~(uint)NicOffloads.Flags) | (uint)(offloads & NicOffloads.Flags) };
            _ = TryAsk(socket, interfaceName, &flags);
        }
    }

    private static FileDescriptor OpenSocket() =>
        new(SystemCall.Check(Libc.socket(InternetFamily, DatagramCloseOnExec, 0), "socket(AF_INET)"));

    private static string BusInfo(string text) => text is "N/A" or "tap" ? "" : text;

    private static long? Speed(in EthtoolCommand settings)
    {
        uint speed = ((uint)settings.SpeedHigh << 16) | settings.SpeedLow;
        // All ones stand for unknown, in 32 bits now and in 16 from older drivers.
        return speed is 0 or uint.MaxValue or ushort.MaxValue ? null : speed;
    }

    private static HardwareAddress? Address(EthtoolPermanentAddress address)
    {
        if (address.Size != HardwareAddress.Length)
        {
            return null;
        }

        // Safe: six of the field's 32 bytes.
        HardwareAddress found = new(new ReadOnlySpan<byte>(address.Address, HardwareAddress.Length));
        return found.IsZero ? null : found;
    }

    private static bool TryAsk(FileDescriptor socket, string interfaceName, void* command)
    {
        InterfaceRequest request = InterfaceRequest.For(InterfaceName.Check(interfaceName));
        request.Data = (nint)command;
        // Safe: the request is 40 bytes on this stack and points at a struct that the caller keeps.
        if (Libc.ioctl(socket.Number, EthtoolRequest, &request) == 0)
        {
            return true;
        }

        int error = SystemCall.Error;
        return error == Errno.NoDevice ? throw new SystemCallException($"ethtool {interfaceName}", error) : false;
    }
}

using System.CommandLine;
using System.Net.Sockets;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Commands;

/// <summary>musubi-lab send-frame: sends frames by hand from the namespace that it runs in.</summary>
internal static class SendFrameCommand
{
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "Interface to send on", DefaultValueFactory = _ => "eth0" };
        var destination = new Option<string>("--to") { Description = "Destination MAC", DefaultValueFactory = _ => "ff:ff:ff:ff:ff:ff" };
        var source = new Option<string>("--from") { Description = "Source MAC", Required = true };
        var vlans = new Option<int[]>("--vlan") { Description = "802.1Q tag; several are stacked from the outer to the inner", AllowMultipleArgumentsPerToken = true };
        var type = new Option<int>("--type") { Description = "EtherType", DefaultValueFactory = _ => RawFrame.Experimental };
        var text = new Option<string>("--text") { Description = "Payload", DefaultValueFactory = _ => "musubi" };
        var count = new Option<int>("--count") { Description = "How often", DefaultValueFactory = _ => 1 };
        var command = new Command("send-frame", "Send Ethernet frames by hand") { device, destination, source, vlans, type, text, count };
        command.SetAction(result =>
        {
            byte[] frame = RawFrame.Build(
                result.GetValue(destination)!, result.GetValue(source)!, result.GetValue(vlans) ?? [], result.GetValue(type), result.GetValue(text)!);
            Send(result.GetValue(device)!, frame, result.GetValue(count));
            return 0;
        });
        return command;
    }

    private static void Send(string device, byte[] frame, int count)
    {
        using var socket = new Socket(AddressFamily.Packet, SocketType.Raw, 0);
        var address = new PacketAddress(device);
        for (int sent = 0; sent < count; sent++)
        {
            socket.SendTo(frame, address);
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Topology;

/// <summary>A browser's way to the lab's controller, whose address is inside the lab only: a port of this machine's loopback, whose connections go on from there.</summary>
internal sealed class PagesDoor
{
    public const string Process = "pages";

    /// <summary>Where pages are usually served; the next ones where that is taken, as by another lab.</summary>
    private const int FirstPort = 7443;

    private const int MostPorts = 32;

    private readonly Datacenter _datacenter;

    private PagesDoor(Datacenter datacenter, Uri address)
    {
        _datacenter = datacenter;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>For whoever brought the lab up.</summary>
    public string HowToSignIn =>
        $"""
        The management pages: {Address}
          account   admin
          password  in {_datacenter.Layout.PasswordFile}
          The fabric's own authority signs for them, which a browser does not know: let it go on.
        """;

    /// <summary>Opens it, unless it is open.</summary>
    public static async Task<PagesDoor> OpenAsync(Datacenter datacenter)
    {
        if (Find(datacenter) is { } open)
        {
            return open;
        }

        int port = FreePort();
        string inside = $"ip netns exec {datacenter.Layout.Ctl} socat STDIO TCP\\:{LabLayout.ControllerAddress}\\:7443";
        await datacenter.Processes.AddAsync(new ProcessSpec
        {
            Name = Process,
            Namespace = null,
            Command = ["socat", $"TCP-LISTEN:{port},bind={IPAddress.Loopback},reuseaddr,fork", $"EXEC:{inside}"],
        });
        Uri address = new($"https://{IPAddress.Loopback}:{port}/");
        await File.WriteAllTextAsync(AddressFile(datacenter), address.ToString());
        return new PagesDoor(datacenter, address);
    }

    /// <summary>Null when nobody opened it.</summary>
    public static PagesDoor? Find(Datacenter datacenter) =>
        File.Exists(AddressFile(datacenter)) ? new PagesDoor(datacenter, new Uri(File.ReadAllText(AddressFile(datacenter)))) : null;

    private static string AddressFile(Datacenter datacenter) => Path.Combine(datacenter.Layout.StateFolder, "pages-address");

    private static int FreePort()
    {
        for (int port = FirstPort; port < FirstPort + MostPorts; port++)
        {
            try
            {
                using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }

        throw new LabException($"the ports {FirstPort} to {FirstPort + MostPorts - 1} of loopback are all taken: the management pages cannot be reached");
    }
}

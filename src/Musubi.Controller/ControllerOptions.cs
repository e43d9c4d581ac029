using System.Net;

namespace Musubi.Controller;

/// <summary>What the command line says.</summary>
internal sealed record ControllerOptions
{
    public const string Usage = """
        Usage: musubi-controller [--data DIR] [--api IP:PORT] [--fabric IP:PORT] [--name DNS-NAME]...

          --data DIR        where the fabric's state is kept (default /var/lib/musubi/controller)
          --api IP:PORT     the REST interface, over TLS (default 127.0.0.1:7443)
          --fabric IP:PORT  for hosts, gRPC over mutual TLS (default 0.0.0.0:7444)
          --name DNS-NAME   a name under which this controller is reached; may be given several times
        """;

    private const int NamesAtMost = 32;

    public string Data { get; init; } = "/var/lib/musubi/controller";

    public IPEndPoint Api { get; init; } = new(IPAddress.Loopback, 7443);

    public IPEndPoint Fabric { get; init; } = new(IPAddress.Any, 7444);

    /// <summary>DNS names for the server certificates, beside "localhost".</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Reads a command line; null, and every error, when it is not right.</summary>
    public static ControllerOptions? Parse(IReadOnlyList<string> arguments, out IReadOnlyList<string> errors)
    {
        ControllerOptions options = new();
        List<string> wrong = [];
        List<string> names = [];
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string flag = arguments[i];
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (flag)
            {
                case "--data" or "--api" or "--fabric" or "--name" when string.IsNullOrEmpty(value):
                    wrong.Add($"{flag}: a value is needed");
                    break;
                case "--data":
                    options = options with { Data = value! };
                    break;
                case "--api":
                    options = options with { Api = ReadEndPoint(flag, value!, wrong) ?? options.Api };
                    break;
                case "--fabric":
                    options = options with { Fabric = ReadEndPoint(flag, value!, wrong) ?? options.Fabric };
                    break;
                case "--name" when Uri.CheckHostName(value) == UriHostNameType.Dns && names.Count < NamesAtMost:
                    names.Add(value!);
                    break;
                case "--name":
                    wrong.Add($"--name: '{value}' must be a DNS name; at most {NamesAtMost} can be given");
                    break;
                default:
                    wrong.Add($"{flag}: is not an option of musubi-controller");
                    i--;
                    break;
            }
        }

        errors = wrong;
        return wrong.Count == 0 ? options with { Names = names } : null;
    }

    private static IPEndPoint? ReadEndPoint(string flag, string value, List<string> wrong)
    {
        if (value.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(value, out IPEndPoint? found))
        {
            return found;
        }

        wrong.Add($"{flag}: '{value}' must be an address and a port, such as 127.0.0.1:7443");
        return null;
    }
}

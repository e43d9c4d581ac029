using System.Globalization;
using System.Text;
using Musubi.Host.Kernel;

namespace Musubi.Host;

/// <summary>What the agent was started with.</summary>
/// <param name="RunFolder">Sockets and counters; shared with the data plane.</param>
/// <param name="StateFolder">What must not be forgotten.</param>
/// <param name="Name">The host's name; the machine's where none is given.</param>
/// <param name="UplinkDriver">How NICs are opened as uplinks.</param>
public sealed record AgentOptions(string RunFolder, string StateFolder, string Name, UplinkDriver UplinkDriver = UplinkDriver.AfPacket)
{
    public const string Usage = "usage: musubi-host [--run DIR] [--state DIR] [--name NAME] [--uplink-driver af_packet|af_xdp|auto] [--rollback SECONDS|off]";

    /// <summary>Less would undo what a controller under load was about to answer.</summary>
    public const int FewestRollbackSeconds = 10;

    public const int MostRollbackSeconds = 3600;

    /// <summary>How long a change of the way to the controller may be live without the controller being reached, until the host undoes it; zero: for ever.</summary>
    public TimeSpan Rollback { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of the run folder's full path: with a socket's name behind it, it must fit into an address (struct sockaddr_un).</summary>
    public const int MostRunBytes = 95;

    public string SwitchSocket => Path.Combine(RunFolder, "switch.sock");

    public string ApiSocket => Path.Combine(RunFolder, "host.sock");

    public string Counters => Path.Combine(RunFolder, "counters");

    /// <exception cref="FormatException">An option that is not known, or one without its value or with one that cannot be used.</exception>
    public static AgentOptions Parse(IReadOnlyList<string> arguments, string machineName)
    {
        Dictionary<string, string> values = new() { ["--run"] = "/run/musubi", ["--state"] = "/var/lib/musubi/host", ["--name"] = machineName, ["--uplink-driver"] = "af_packet", ["--rollback"] = "30" };
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (!values.ContainsKey(arguments[i]))
            {
                throw new FormatException($"unknown option {arguments[i]}");
            }

            values[arguments[i]] = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} needs a value");
        }

        CheckRunFolder(values["--run"]);
        return new AgentOptions(values["--run"], values["--state"], values["--name"], ParseDriver(values["--uplink-driver"])) { Rollback = ParseRollback(values["--rollback"]) };
    }

    private static TimeSpan ParseRollback(string text) => text == "off" ? TimeSpan.Zero
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= FewestRollbackSeconds and <= MostRollbackSeconds ? TimeSpan.FromSeconds(seconds)
        : throw new FormatException($"--rollback {text}: must be {FewestRollbackSeconds} to {MostRollbackSeconds} seconds, or off");

    private static void CheckRunFolder(string folder)
    {
        if (folder.Length == 0)
        {
            throw new FormatException("--run '': must name a folder");
        }

        if (Encoding.UTF8.GetByteCount(Path.GetFullPath(folder)) is > MostRunBytes and int bytes)
        {
            throw new FormatException($"--run {folder}: must be at most {MostRunBytes} bytes as a full path, so that the sockets' fit; it is {bytes}");
        }
    }

    private static UplinkDriver ParseDriver(string text) => text switch
    {
        "auto" => UplinkDriver.Auto,
        "af_xdp" => UplinkDriver.AfXdp,
        "af_packet" => UplinkDriver.AfPacket,
        _ => throw new FormatException($"--uplink-driver {text}: must be auto, af_xdp or af_packet"),
    };
}

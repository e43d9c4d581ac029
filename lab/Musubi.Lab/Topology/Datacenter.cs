using System.Diagnostics;
using System.Text.Json;
using Musubi.Lab.Guests;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Topology;

/// <summary>A lab that is up, or about to be: a datacenter on one machine.</summary>
internal sealed class Datacenter
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    public Datacenter(LabOptions options)
    {
        Options = options;
        Layout = new LabLayout(options);
        Network = new Network(Layout);
        Services = new Services(Layout);
        Processes = new SupervisorClient(Layout.StateFolder);
    }

    public LabOptions Options { get; }

    public LabLayout Layout { get; }

    public Network Network { get; }

    public Services Services { get; }

    public SupervisorClient Processes { get; }

    /// <summary>The lab of that name as its `up` described it; throws when it is not there.</summary>
    public static Datacenter Open(string name)
    {
        string file = OptionsFile(new LabLayout(new LabOptions { Name = name }));
        LabOptions? options = File.Exists(file) ? JsonSerializer.Deserialize<LabOptions>(File.ReadAllText(file)) : null;
        return new Datacenter(options ?? throw new LabException($"the lab '{name}' is not up: ./dev lab up"));
    }

    /// <summary>Refuses when the lab is up; removes what an earlier one left behind.</summary>
    public async Task ClearAsync()
    {
        if (ProcessIdentity.Load(Supervisor.PidFile(Layout.StateFolder)) is { IsAlive: true })
        {
            throw new LabException($"the lab '{Options.Name}' is up already: ./dev lab down, or ./dev lab status");
        }

        await Remover.RemoveAsync(Layout);
    }

    /// <summary>Builds the network and starts everything, after <see cref="ClearAsync"/>. What it made when it fails, <see cref="DownAsync"/> removes.</summary>
    public async Task UpAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Layout.StateFolder);
        await File.WriteAllTextAsync(OptionsFile(Layout), JsonSerializer.Serialize(Options), cancellation);
        await Network.BuildAsync(cancellation);
        await StartSupervisorAsync(cancellation);
        foreach (ProcessSpec spec in Services.All())
        {
            await Processes.AddAsync(spec);
        }

        await WaitForFileAsync(Layout.AdminFile, "the controller", cancellation);
        for (int host = 1; host <= Options.Hosts; host++)
        {
            await WaitForFileAsync(Path.Combine(Layout.HostRun(host), "host.sock"), $"the agent of h{host}", cancellation);
        }
    }

    public Task DownAsync() => Remover.RemoveAsync(Layout);

    /// <summary>The namespace that a name of `lab exec` stands for: ctl, phys, router, h1…, vm1….</summary>
    public string NamespaceOf(string name)
    {
        string space = $"{Options.Name}-{name}";
        return File.Exists(Path.Combine("/run/netns", space))
            ? space
            : throw new LabException($"no such place: {name}; there are {string.Join(", ", Places())}");
    }

    /// <summary>All names that `lab exec` knows.</summary>
    public IEnumerable<string> Places() =>
        [.. Network.Namespaces().Select(space => space[(Options.Name.Length + 1)..]), .. Guests().Select(guest => guest.Name)];

    /// <summary>The QEMU guests that this lab has.</summary>
    public IReadOnlyList<QemuGuest> Guests() =>
        [.. QemuGuest.All.Where(guest => guest.Host <= Options.Hosts && (guest.SharesMemory ? Options.VhostUser : Options.Qemu))];

    /// <summary>Boots a guest whose port is ready, and waits until it answers.</summary>
    public async Task StartGuestAsync(QemuGuest guest)
    {
        await Processes.AddAsync(QemuProcess.Of(guest, Layout, GuestImage.Build()));
        await guest.Console(Layout).WaitReadyAsync(TimeSpan.FromSeconds(120));
    }

    /// <summary>Environment of a command in a place: the programs on the PATH, and the CLI's way to the controller or the agent.</summary>
    public Dictionary<string, string> EnvironmentOf(string name)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{Installation.Bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["MUSUBI_CONFIG"] = Layout.AdminFile,
        };
        if (name.StartsWith('h') && int.TryParse(name.AsSpan(1), out int host))
        {
            environment["MUSUBI_SOCKET"] = Path.Combine(Layout.HostRun(host), "host.sock");
        }

        return environment;
    }

    /// <summary>Runs a command in a place and returns what it said.</summary>
    public async Task<CommandResult> RunAsync(string place, IReadOnlyList<string> command, TimeSpan? limit = null)
    {
        if (Guests().FirstOrDefault(guest => guest.Name == place) is { } guest)
        {
            return await guest.Console(Layout).RunAsync(string.Join(' ', command.Select(Quote)), limit);
        }

        return await Shell.RunAsync(["ip", "netns", "exec", NamespaceOf(place), .. command], limit: limit, environment: EnvironmentOf(place));
    }

    /// <summary>Starts a command in a namespace; the caller reads its output and disposes it.</summary>
    public Process Start(string place, IReadOnlyList<string> command) =>
        Shell.Start(["ip", "netns", "exec", NamespaceOf(place), .. command], EnvironmentOf(place));

    private static string OptionsFile(LabLayout layout) => Path.Combine(layout.StateFolder, "options.json");

    private static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private async Task StartSupervisorAsync(CancellationToken cancellation)
    {
        string log = Path.Combine(Layout.StateFolder, "supervisor.log");
        await Shell.MustAsync(
            ["/bin/sh", "-c", "setsid -f \"$@\" >\"$0\" 2>&1 </dev/null", log, Installation.Program("musubi-lab"), "supervise", "--lab", Options.Name],
            cancellation: cancellation);
        await WaitForFileAsync(Supervisor.SocketPath(Layout.StateFolder), "the lab's supervisor", cancellation);
    }

    private async Task WaitForFileAsync(string file, string what, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(file))
        {
            if (Stopwatch.GetElapsedTime(start) > StartLimit)
            {
                throw new LabException($"{what} did not start within {StartLimit.TotalSeconds:0} s: no {file}; see {Path.Combine(Layout.StateFolder, "log")}");
            }

            await Task.Delay(10, cancellation);
        }
    }
}

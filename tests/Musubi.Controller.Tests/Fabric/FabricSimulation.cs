using Musubi.Controller.Store;
using Musubi.Controller.Tests.Store;
using Musubi.Model.Commands;
using Musubi.Model.Services;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>
/// A whole fabric under one seed: clients that write, a store that fails and loses answers, a controller that crashes, hosts that
/// come, go, lag and stop taking messages; all in virtual time.
/// </summary>
internal sealed class FabricSimulation
{
    private const int Vms = 400;

    private readonly Random _random;
    private readonly FaultyStore _store;
    private readonly FabricBed _bed;
    private readonly SimulatedHost[] _hosts;

    // What clients were told of each VM: the host it is on, "" for none, null when the last answer left it open.
    private readonly Dictionary<string, string?> _told = [];

    private FabricSimulation(Random random, FaultyStore store, FabricBed bed, SimulatedHost[] hosts)
    {
        _random = random;
        _store = store;
        _bed = bed;
        _hosts = hosts;
    }

    public int Acknowledged { get; private set; }

    public int Refused { get; private set; }

    public int Restarts { get; private set; }

    public int Checked { get; private set; }

    public FaultyStore Store => _store;

    public IEnumerable<SimulatedHost> Hosts => _hosts;

    public static async Task<FabricSimulation> MakeAsync(int hosts, int seed)
    {
        Random random = new(seed);
        FaultyStore store = new(new MemoryStore(), random);
        FabricBed bed = await FabricBed.MakeAsync(store, seed);
        return new FabricSimulation(random, store, bed, await bed.BuildAsync(hosts));
    }

    public async Task RunAsync(int steps)
    {
        _store.Fails = 0.03;
        _store.LosesAnswer = 0.05;
        _store.Lies = 0.01;
        for (int step = 0; step < steps; step++)
        {
            await StepAsync();
        }
    }

    /// <summary>Everything works again; every host comes back and takes what there is.</summary>
    public async Task HealAsync()
    {
        _store.Fails = 0;
        _store.LosesAnswer = 0;
        _store.Lies = 0;
        await RestartAsync();
        foreach (SimulatedHost host in _hosts)
        {
            host.Connect(_bed.Hub);
            host.TakeAll();
            host.Acknowledge();
        }
    }

    public void RequireAcknowledgedWrites()
    {
        Dictionary<string, string> stored = _bed.Inventory.Current.Ports.Values
            .Where(port => port.Connection is not null)
            .ToDictionary(port => port.Connection!.Vm, port => _bed.Inventory.Current.Hosts[port.Connection!.HostId].Name);
        foreach ((string vm, string? host) in _told.Where(entry => entry.Value is not null))
        {
            Assert.Equal(host, stored.GetValueOrDefault(vm, ""));
        }
    }

    public void RequireConvergence()
    {
        Assert.True(_bed.Inventory.GetRevisionStatus(_bed.Inventory.Current.Revision).Done);
        foreach (SimulatedHost host in _hosts)
        {
            Assert.Equal(_bed.Wanted(host), host.Share);
        }
    }

    private async Task StepAsync()
    {
        SimulatedHost host = _hosts[_random.Next(_hosts.Length)];
        switch (_random.Next(100))
        {
            case < 23:
                await WriteAsync();
                break;
            case < 25:
                await WriteRulesAsync();
                break;
            case < 50 when !host.Connected:
                host.Connect(_bed.Hub);
                break;
            case < 53 when host.Connected:
                host.Disconnect();
                break;
            case < 70:
                host.Take();
                break;
            case < 92 when host.Connected:
                host.TakeAll();
                host.Acknowledge();
                break;
            case < 97:
                // Mostly a moment; now and then so long that hosts in the middle of a message are cut off.
                _bed.Time.Advance(_random.Next(30) == 0 ? TimeSpan.FromSeconds(31) : TimeSpan.FromMilliseconds(100));
                _bed.Hub.Tick();
                break;
            case 99 when _random.Next(12) == 0:
                await RestartAsync();
                break;
        }

        // Of any host, whatever it did last: mostly of one that lags.
        RequireHonestStatus(_hosts[_random.Next(_hosts.Length)]);
    }

    /// <summary>A client's write. It remembers what it was told, and that it was told nothing.</summary>
    private async Task WriteAsync()
    {
        string vm = $"vm{_random.Next(Vms)}";
        SimulatedHost host = _hosts[_random.Next(_hosts.Length)];
        string? present = _told.GetValueOrDefault(vm, "");
        bool attach = present == "" || (present is null && _random.Next(2) == 0);
        try
        {
            var command = attach ? FabricBed.Attach(vm, host.Name) : FabricBed.Detach(vm);
            var result = await _bed.Inventory.ExecuteAsync(command, FabricBed.Caller, dryRun: false, TestContext.Current.CancellationToken);
            if (result.Succeeded)
            {
                Acknowledged++;
                _told[vm] = attach ? host.Name : "";
            }
        }
        catch (InventoryUnavailableException)
        {
            Refused++;
            _told[vm] = null;
        }
    }

    /// <summary>A client's change of rules, which nobody remembers: what counts is that hosts come to have what is stored.</summary>
    private async Task WriteRulesAsync()
    {
        InventoryCommand command = _random.Next(3) switch
        {
            0 => FabricBed.UplinkRules(_random.Next(3)),
            1 => FabricBed.Rules("web", _random.Next(3)),
            _ => FabricBed.Rules("db", _random.Next(3)),
        };
        try
        {
            await _bed.Inventory.ExecuteAsync(command, FabricBed.Caller, dryRun: false, TestContext.Current.CancellationToken);
        }
        catch (InventoryUnavailableException)
        {
            Refused++;
        }
    }

    /// <summary>If the controller says that a host runs the newest revision, then it does.</summary>
    private void RequireHonestStatus(SimulatedHost host)
    {
        if (host.Connected && _bed.StatusOf(host, _bed.Inventory.Current.Revision).State == ObjectState.Done)
        {
            Checked++;
            Assert.Equal(_bed.Wanted(host), host.Share);
        }
    }

    /// <summary>The controller is killed: streams end without a word, and what is not in the store is gone.</summary>
    private async Task RestartAsync()
    {
        Restarts++;
        foreach (SimulatedHost host in _hosts)
        {
            host.Abandon();
        }

        while (true)
        {
            try
            {
                await _bed.RestartAsync();
                return;
            }
            catch (Exception error) when (error is StoreException or InventoryUnavailableException)
            {
                // It could not read its store and exits; its supervisor starts it again.
            }
        }
    }
}

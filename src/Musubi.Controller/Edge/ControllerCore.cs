using Musubi.Controller.Accounts;
using Musubi.Controller.Counting;
using Musubi.Controller.Fabric;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Controller.Trust;
using Musubi.Model;

namespace Musubi.Controller.Edge;

/// <summary>The controller without its sockets: everything that the two listeners share, put together over a store.</summary>
internal sealed class ControllerCore : IAsyncDisposable
{
    private static readonly TimeSpan TickEach = TimeSpan.FromSeconds(1);

    private readonly IStore _store;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private ControllerCore(IStore store, TimeProvider time, InventoryService inventory, FabricHub hub)
    {
        _store = store;
        _time = time;
        Inventory = inventory;
        Hub = hub;
    }

    public InventoryService Inventory { get; }

    public FabricHub Hub { get; }

    public required ControllerCounters Counters { get; init; }

    public required CertificateAuthority Authority { get; init; }

    public required ApiTokens ApiTokens { get; init; }

    public required AccountBook Accounts { get; init; }

    public required JoinTokens JoinTokens { get; init; }

    public required Enroller Enroller { get; init; }

    /// <summary>Loads all there is from the store, which it owns from then on.</summary>
    public static async Task<ControllerCore> OpenAsync(IStore store, TimeProvider time, IIdSource ids, CancellationToken cancellation)
    {
        ControllerCounters counters = new();
        FabricHub hub = new(time, counters);
        InventoryService inventory = await InventoryService
            .OpenAsync(store, time, ids, hub, counters, cancellation).ConfigureAwait(false);
        CertificateAuthority authority = await OpenAuthorityAsync(store, inventory, time, ids, cancellation).ConfigureAwait(false);
        JoinTokens joinTokens = new(inventory, store, authority, time, ids);
        return new ControllerCore(store, time, inventory, hub)
        {
            Counters = counters,
            Authority = authority,
            ApiTokens = await ApiTokens.LoadAsync(store, inventory, time, ids, cancellation).ConfigureAwait(false),
            Accounts = await AccountBook.LoadAsync(store, inventory, time, ids, cancellation).ConfigureAwait(false),
            JoinTokens = joinTokens,
            Enroller = new Enroller(inventory, joinTokens, authority, time, counters),
        };
    }

    /// <summary>Begins to carry what hosts tell into the inventory.</summary>
    public void Start()
    {
        InventoryFeed feed = new(Inventory, Counters);
        Hub.Sink = feed;
        _running = Task.WhenAll(feed.RunAsync(_stop.Token), TickAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        ApiTokens.Dispose();
        Accounts.Dispose();
        Authority.Dispose();
        Inventory.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<CertificateAuthority> OpenAuthorityAsync(
        IStore store, InventoryService inventory, TimeProvider time, IIdSource ids, CancellationToken cancellation)
    {
        while (true)
        {
            StoreEntry? entry = await store.GetAsync(InventoryKeys.Authority, cancellation).ConfigureAwait(false);
            if (entry is not null)
            {
                return CertificateAuthority.Load(InventoryCodec.Decode<string>(entry.Value), time, ids);
            }

            // The first start: if another controller makes one at the same moment, one of the two wins and both use it.
            using CertificateAuthority made = CertificateAuthority.Create(inventory.FabricId, time, ids);
            StoreTransaction transaction = new(
                [new StoreCheck(InventoryKeys.Authority, 0)],
                [new StoreWrite(InventoryKeys.Authority, InventoryCodec.Encode(made.Export()))]);
            await store.CommitAsync(transaction, cancellation).ConfigureAwait(false);
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(TickEach, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                Hub.Tick();
            }
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }
    }
}

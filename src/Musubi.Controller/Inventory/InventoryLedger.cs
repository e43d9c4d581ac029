using System.Collections.Immutable;
using Musubi.Controller.Counting;
using Musubi.Controller.Store;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Inventory;

/// <summary>
/// The one way to change what is stored. Commits are made one after another, each checking that the former is still the newest; what a commit
/// holds is durable before anybody here sees it. Any thread; one commit at a time, the others wait in line.
/// </summary>
internal sealed class InventoryLedger : IDisposable
{
    /// <summary>How often a commit is made anew because another controller came between.</summary>
    private const int Attempts = 8;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IStore _store;
    private readonly IIdSource _ids;
    private readonly ILedgerObserver _observer;
    private readonly ControllerCounters _counters;
    private volatile InventoryState _state;

    // The store may hold a commit that this process has not read: read before the next one.
    private bool _behind;

    private InventoryLedger(IStore store, IIdSource ids, ILedgerObserver observer, ControllerCounters counters, InventoryState state)
    {
        _store = store;
        _ids = ids;
        _observer = observer;
        _counters = counters;
        _state = state;
    }

    /// <summary>The newest state that is durable.</summary>
    public InventoryState State => _state;

    /// <summary>Reads the store. In an empty one it stores the new fabric's id.</summary>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    public static async Task<InventoryLedger> OpenAsync(
        IStore store, IIdSource ids, ILedgerObserver observer, ControllerCounters counters, CancellationToken cancellation)
    {
        InventoryState state = await InventoryState.LoadAsync(store, ids.NewId(), cancellation).ConfigureAwait(false);
        InventoryLedger ledger = new(store, ids, observer, counters, state);
        if (state.HeadRevision == 0)
        {
            await ledger.CommitAsync(now => new CommitWish { Snapshot = now.Snapshot }, cancellation).ConfigureAwait(false);
        }

        observer.Restarted(ledger.State);
        return ledger;
    }

    /// <summary>
    /// Commits what the function wants on top of the newest state; it is asked again when another commit came between. False when
    /// it wanted nothing (null) or a check of its own beside the inventory did not hold.
    /// </summary>
    /// <exception cref="InventoryUnavailableException">It could not be stored.</exception>
    public async Task<bool> CommitAsync(Func<InventoryState, CommitWish?> want, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                await CatchUpAsync(cancellation).ConfigureAwait(false);
                if (want(_state) is not { } wish)
                {
                    return false;
                }

                PendingCommit pending = PendingCommit.Make(_state, wish.Snapshot, wish.Changes, wish.Events, wish.Beside, _ids.NewId());
                switch (await StoreAsync(pending, cancellation).ConfigureAwait(false))
                {
                    case { Committed: true } commit:
                        Publish(pending.Next with { HeadRevision = commit.Revision }, wish.Changes);
                        return true;
                    case { } commit when !commit.Conflicts.Contains(InventoryKeys.Head):
                        return false;
                    default:
                        _counters.Add(ControllerCounter.CommitRetries);
                        _behind = true;
                        break;
                }
            }

            throw new InventoryUnavailableException("other controllers keep changing the inventory; nothing was changed, try again");
        }
        catch (StoreException error)
        {
            _counters.Add(ControllerCounter.CommitsFailed);
            throw new InventoryUnavailableException(error.Message, error);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Commits, and finds out how it ended when the answer was lost.</summary>
    private async Task<StoreCommit> StoreAsync(PendingCommit pending, CancellationToken cancellation)
    {
        try
        {
            return await _store.CommitAsync(pending.Transaction, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is StoreOutcomeUnknownException or OperationCanceledException)
        {
            // Until the store has been read, what it holds is not known.
            _counters.Add(ControllerCounter.CommitAnswersLost);
            _behind = true;
            StoreEntry? entry = await _store.GetAsync(InventoryKeys.Head, CancellationToken.None).ConfigureAwait(false);
            bool committed = entry is not null && InventoryCodec.Decode<InventoryHead>(entry.Value).Commit == pending.Next.Head.Commit;
            if (!committed)
            {
                throw;
            }

            _behind = false;
            return new StoreCommit(true, entry!.Revision, []);
        }
        catch (StoreException)
        {
            // It says that nothing was written. That is looked at before the next commit, not believed.
            _behind = true;
            throw;
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        if (!_behind)
        {
            return;
        }

        StoreEntry? head = await _store.GetAsync(InventoryKeys.Head, cancellation).ConfigureAwait(false);
        if (head is not null && head.Revision != _state.HeadRevision)
        {
            InventoryState state = await InventoryState.LoadAsync(_store, _state.Head.Fabric, cancellation).ConfigureAwait(false);

            // The observer first: who sees the new revision must also find where it runs.
            _observer.Restarted(state);
            _state = state;
        }

        _behind = false;
    }

    private void Publish(InventoryState next, ImmutableArray<ObjectChange> changes)
    {
        _counters.Add(ControllerCounter.Commits);
        _observer.Committed(_state, next, changes);
        _state = next;
    }
}

namespace Musubi.Host.State;

/// <summary>The present state; a change is on disk before it is visible. The agent's thread only.</summary>
public sealed class StateHolder(StateStore store, HostState initial)
{
    public HostState Current { get; private set; } = initial;

    /// <summary>Stores what <paramref name="change"/> makes of the state. Nothing is written when that is equal.</summary>
    /// <exception cref="IOException">The disk is full or fails; the state is as before.</exception>
    public void Update(Func<HostState, HostState> change)
    {
        HostState next = change(Current);
        if (!ReferenceEquals(next, Current))
        {
            store.Save(next);
            Current = next;
        }
    }
}

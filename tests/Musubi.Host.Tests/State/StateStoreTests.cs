using Musubi.Host.State;

namespace Musubi.Host.Tests.State;

public sealed class StateStoreTests
{
    private static readonly Guid Id = Guid.Parse("00000000-0000-0000-0000-0000000000aa");

    [Fact]
    public void A_disk_that_never_had_a_state_has_none() => Assert.Null(new StateStore(new SimulatedDisk()).Load());

    [Fact]
    public void What_was_saved_is_loaded()
    {
        SimulatedDisk disk = new();
        StateStore store = new(disk);
        store.Save(Named("one"));
        store.Save(Named("two"));
        Assert.Equal("two", store.Load()!.State.HostName);
        Assert.Null(store.Load()!.Problem);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1234)]
    public void A_crash_before_any_step_leaves_the_former_state_or_the_new_one_and_never_loses_what_was_acknowledged(int seed)
    {
        for (int step = 1; step <= 30; step++)
        {
            SimulatedDisk disk = new(seed + step) { CrashBefore = step };
            StateStore store = new(disk);
            int acknowledged = 0;
            int attempted = 0;
            try
            {
                for (int i = 1; i <= 6; i++)
                {
                    attempted = i;
                    store.Save(Named(i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                    acknowledged = i;
                }
            }
            catch (MachineStoppedException)
            {
                disk.CrashBefore = 0;
            }

            disk.Crash();
            LoadedState? loaded = new StateStore(disk).Load();
            int found = loaded is null ? 0 : int.Parse(loaded.State.HostName, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(found, acknowledged, attempted);
        }
    }

    [Fact]
    public void A_full_disk_refuses_the_change_and_keeps_the_state()
    {
        SimulatedDisk disk = new();
        StateStore store = new(disk);
        StateHolder holder = new(store, Named("one"));
        holder.Update(state => state with { HostName = "two" });
        disk.Full = true;
        Assert.Throws<IOException>(() => holder.Update(state => state with { HostName = "three" }));
        Assert.Equal("two", holder.Current.HostName);
        Assert.Equal("two", store.Load()!.State.HostName);
        disk.Full = false;
        holder.Update(state => state with { HostName = "four" });
        Assert.Equal("four", store.Load()!.State.HostName);
    }

    [Fact]
    public void A_damaged_file_is_replaced_by_the_one_before_it_and_that_is_said()
    {
        SimulatedDisk disk = new();
        StateStore store = new(disk);
        store.Save(Named("one"));
        store.Save(Named("two"));
        disk.Corrupt(StateStore.FileName, 120);
        LoadedState loaded = store.Load()!;
        Assert.Equal("one", loaded.State.HostName);
        Assert.Contains("checksum", loaded.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_guessed_when_no_file_is_whole()
    {
        SimulatedDisk disk = new();
        StateStore store = new(disk);
        store.Save(Named("one"));
        store.Save(Named("two"));
        disk.Corrupt(StateStore.FileName, 120);
        disk.Corrupt(StateStore.PreviousName, 120);
        StateCorruptException refusal = Assert.Throws<StateCorruptException>(store.Load);
        Assert.Contains(StateStore.FileName, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("backup", refusal.Message, StringComparison.Ordinal);
    }

    private static HostState Named(string name) => new() { HostId = Id, HostName = name };
}

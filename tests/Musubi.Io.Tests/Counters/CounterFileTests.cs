using Musubi.Io.Counters;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Counters;

public sealed class CounterFileTests : IDisposable
{
    private static readonly string[] Names = ["rx-frames", "rx-bytes", "drop-runt"];
    private static readonly CounterKey Web = new(new Guid("6b1f2c00-0000-4000-8000-000000000001"), 1);
    private static readonly CounterKey Database = new(new Guid("6b1f2c00-0000-4000-8000-000000000002"), 7);

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("counters");

    [Fact]
    public void A_reader_sums_the_workers_by_port_and_incarnation()
    {
        using CounterFile file = Open();
        file.Block(0, file.Claim(Web)).Add(0, 5);
        file.Block(1, file.Claim(Web)).Add(0, 7);
        file.Block(1, file.Claim(Database)).Add(2, 3);
        CounterSnapshot snapshot = CounterFileReader.Read(FilePath);
        Assert.Equal(Names, snapshot.Names);
        Assert.Equal([12, 0, 0], snapshot.Ports[Web].Values);
        Assert.Equal([0, 0, 3], snapshot.Ports[Database].Values);
        Assert.Equal(3, snapshot.Value(Database, "drop-runt"));
        Assert.Equal(0, snapshot.Value(Web with { Incarnation = 2 }, "rx-frames"));
    }

    [Fact]
    public void The_file_is_its_owner_s_and_readable_by_the_group_whoever_made_it()
    {
        const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        Open().Dispose();
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(FilePath));
        File.SetUnixFileMode(FilePath, OwnerAndGroup | UnixFileMode.OtherRead);
        using CounterFile adopted = Open();
        Assert.True(adopted.Adopted);
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void A_port_goes_on_counting_where_it_was_after_a_restart()
    {
        using (CounterFile before = Open())
        {
            Assert.False(before.Adopted);
            before.Claim(Database);
            before.Block(1, before.Claim(Web)).Add(1, 1000);
        }

        using CounterFile after = Open();
        Assert.True(after.Adopted);
        Assert.Null(after.Replaced);
        Assert.Equal(new[] { Web, Database }.Order(Comparer<CounterKey>.Create((a, b) => a.PortId.CompareTo(b.PortId))), after.Keys.OrderBy(key => key.PortId));
        after.Block(1, after.Claim(Web)).Add(1, 24);
        Assert.Equal(1024, CounterFileReader.Read(FilePath).Value(Web, "rx-bytes"));
    }

    [Fact]
    public void A_new_incarnation_begins_at_zero_and_a_released_port_is_told_no_more()
    {
        using CounterFile file = Open(slots: 1);
        file.Block(0, file.Claim(Web)).Add(0, 5);
        Assert.Equal(-1, file.Claim(Web with { Incarnation = 2 }));
        file.Release(Web);
        Assert.Empty(CounterFileReader.Read(FilePath).Ports);
        Assert.Equal(0, file.Claim(Web with { Incarnation = 2 }));
        Assert.Equal([0, 0, 0], CounterFileReader.Read(FilePath).Ports[Web with { Incarnation = 2 }].Values);
    }

    [Fact]
    public void Another_number_of_workers_and_other_names_take_the_numbers_over()
    {
        using (CounterFile before = Open())
        {
            before.Block(0, before.Claim(Web)).Add(0, 5);
            before.Block(1, before.Claim(Web)).Add(0, 7);
            before.Block(1, before.Claim(Web)).Add(2, 9);
        }

        using CounterFile after = CounterFile.Open(FilePath, new CounterShape(1, 16, ["drop-runt", "new", "rx-frames"]));
        Assert.True(after.Adopted);
        Assert.Equal([9, 0, 12], CounterFileReader.Read(FilePath).Ports[Web].Values);
    }

    [Theory]
    [InlineData(0, "no counters file")]
    [InlineData(8, "version")]
    [InlineData(16, "checksum")]
    [InlineData(28, "contradicts")]
    [InlineData(70, "checksum")]
    public void A_file_whose_header_was_damaged_is_replaced_and_not_trusted(int offset, string reason)
    {
        using (CounterFile before = Open())
        {
            before.Block(0, before.Claim(Web)).Add(0, 5);
        }

        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[offset] ^= 0x40;
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains(reason, Assert.Throws<CounterFormatException>(() => CounterFileReader.Read(FilePath)).Message, StringComparison.Ordinal);
        using CounterFile after = Open();
        Assert.False(after.Adopted);
        Assert.Contains(reason, after.Replaced, StringComparison.Ordinal);
        Assert.Empty(CounterFileReader.Read(FilePath).Ports);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1000)]
    public void A_file_that_was_cut_short_is_replaced(int bytes)
    {
        Open().Dispose();
        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..bytes]);
        using CounterFile after = Open();
        Assert.NotNull(after.Replaced);
    }

    [Fact]
    public void A_slot_that_changed_hands_when_its_writer_died_is_free_again()
    {
        using (CounterFile before = Open())
        {
            before.Claim(Web);
            before.Block(0, before.Claim(Database)).Add(0, 1);
        }

        // The sequence of the first slot's block of worker 1: odd, as in the middle of a change.
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[CounterLayout.Block(new CounterShape(2, 4, Names), 1, 0) + CounterLayout.SequenceOffset] |= 1;
        File.WriteAllBytes(FilePath, bytes);
        using CounterFile after = Open();
        Assert.Equal([Database], after.Keys);
        Assert.Equal([Database], CounterFileReader.Read(FilePath).Ports.Keys);
        Assert.Equal([0, 0, 0], ValuesAfterClaim(after));
    }

    [Fact]
    public void A_block_swallows_indexes_that_it_does_not_have()
    {
        using CounterFile file = Open();
        CounterBlock block = file.Block(0, file.Claim(Web));
        block.Add(-1, 5);
        block.Add(CounterBlock.Capacity, 5);
        default(CounterBlock).Add(0, 5);
        Assert.Equal([0, 0, 0], CounterFileReader.Read(FilePath).Ports[Web].Values);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Block(2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Block(0, 4));
    }

    [Fact]
    public async Task A_reader_never_mixes_two_owners_of_a_slot()
    {
        using CounterFile file = Open(slots: 1);
        using CancellationTokenSource end = new();
        Task writer = Task.Run(() =>
        {
            for (ulong incarnation = 1; !end.IsCancellationRequested; incarnation++)
            {
                CounterKey key = Web with { Incarnation = incarnation };
                file.Block(0, file.Claim(key)).Add(0, (long)incarnation);
                file.Release(key);
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 2000; i++)
        {
            foreach (PortCounters port in CounterFileReader.Read(FilePath).Ports.Values)
            {
                Assert.True(port.Values[0] == 0 || port.Values[0] == (long)port.Key.Incarnation);
            }
        }

        await end.CancelAsync();
        await writer;
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        using CounterFile file = Open();
        CounterBlock block = file.Block(0, file.Claim(Web));
        block.Add(0, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            block.Add(0, 1);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1001, block[0]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(65, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 8193)]
    public void A_shape_beyond_the_bounds_is_refused(int workers, int slots) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CounterShape(workers, slots, Names));

    [Fact]
    public void Names_that_repeat_or_are_too_long_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new CounterShape(1, 1, ["a", "a"]));
        Assert.Throws<ArgumentException>(() => new CounterShape(1, 1, [new string('a', 32)]));
    }

    public void Dispose() => _folder.Dispose();

    private static IReadOnlyList<long> ValuesAfterClaim(CounterFile file)
    {
        file.Claim(Web);
        return file.Read().Ports[Web].Values;
    }

    private CounterFile Open(int slots = 4) => CounterFile.Open(FilePath, new CounterShape(2, slots, Names));
}

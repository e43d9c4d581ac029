using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Runtime;

public sealed class SnapshotExchangeTests
{
    [Fact]
    public void A_sleeping_reader_counts_as_having_moved_on()
    {
        SnapshotExchange<string> exchange = new(2, "first");
        Assert.True(exchange.Reached(exchange.Publish("second")));
    }

    [Fact]
    public void A_turn_that_goes_on_holds_what_it_began_with()
    {
        SnapshotExchange<string> exchange = new(1, "first");
        SnapshotReader<string> reader = exchange.Reader(0);
        Once thing = new();
        reader.Wake();
        Assert.Equal("first", reader.Begin());
        long serial = exchange.Publish("second");
        exchange.Retire(thing);
        Assert.False(exchange.Reached(serial));
        Assert.Equal(0, exchange.Sweep());

        Assert.False(reader.Finish());
        Assert.False(exchange.Reached(serial));
        Assert.Equal("second", reader.Begin());
        Assert.True(reader.Finish());
        Assert.True(exchange.Reached(serial));
        Assert.Equal(1, exchange.Sweep());
        Assert.Equal(1, thing.Disposals);
    }

    [Fact]
    public void Going_to_sleep_gives_up_what_a_turn_held()
    {
        SnapshotExchange<string> exchange = new(1, "first");
        SnapshotReader<string> reader = exchange.Reader(0);
        reader.Wake();
        reader.Begin();
        long serial = exchange.Publish("second");
        reader.Finish();
        reader.Sleep();
        Assert.True(exchange.Reached(serial));
    }

    private sealed class Once : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}

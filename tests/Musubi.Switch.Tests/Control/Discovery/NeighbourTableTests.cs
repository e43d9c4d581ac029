using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Discovery;

namespace Musubi.Switch.Tests.Control.Discovery;

public sealed class NeighbourTableTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly NeighbourRoom _room = new();
    private readonly NeighbourTable _table;

    public NeighbourTableTests() => _table = new NeighbourTable(_room, _clock);

    [Fact]
    public void A_neighbour_is_kept_for_as_long_as_it_said_from_when_it_was_last_heard()
    {
        Assert.Equal(NeighbourNews.Came, _table.Take(Neighbour("a", 120)));
        _clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(NeighbourNews.Heard, _table.Take(Neighbour("a", 120)));
        Assert.Equal(TimeSpan.FromSeconds(120), _table.TimeToDue());
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(0, _table.Age());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _table.Age());
        Assert.Empty(_table.All);
        Assert.Equal(Timeout.InfiniteTimeSpan, _table.TimeToDue());
    }

    [Fact]
    public void One_that_takes_its_leave_is_forgotten_at_once()
    {
        _table.Take(Neighbour("a", 120));
        _table.Take(Neighbour("b", 120));
        Assert.Equal(NeighbourNews.Gone, _table.Take(Neighbour("a", 0)));
        Assert.Equal(NeighbourNews.None, _table.Take(Neighbour("a", 0)));
        Assert.Equal("b", _table.First!.ChassisId);
    }

    [Fact]
    public void Beyond_those_that_find_room_neighbours_are_counted_and_move_up_when_some_go()
    {
        for (int i = 0; i < NeighbourTable.Capacity; i++)
        {
            Assert.Equal(NeighbourNews.Came, _table.Take(Neighbour($"n{i}", 100 + i)));
        }

        for (int i = 0; i < 2 * NeighbourTable.MaxMore; i++)
        {
            Assert.Equal(NeighbourNews.NoRoom, _table.Take(Neighbour($"m{i % 60}", 150)));
        }

        Assert.Equal((NeighbourTable.Capacity, NeighbourTable.MaxMore), (_table.Count, _table.More));
        _clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(1, _table.Age());
        Assert.Equal(NeighbourNews.Came, _table.Take(Neighbour("m0", 150)));
        Assert.Equal((NeighbourTable.Capacity, NeighbourTable.MaxMore - 1), (_table.Count, _table.More));
        _clock.Advance(TimeSpan.FromSeconds(50));
        _table.Age();
        Assert.Equal((1, 0), (_table.Count, _table.More));
    }

    [Fact]
    public void All_tables_share_one_bound_and_what_one_gives_up_others_may_take()
    {
        NeighbourTable[] tables = [.. Enumerable.Range(0, (NeighbourRoom.Capacity / NeighbourTable.Capacity) + 1).Select(_ => new NeighbourTable(_room, _clock))];
        foreach (NeighbourTable table in tables)
        {
            for (int i = 0; i < NeighbourTable.Capacity; i++)
            {
                table.Take(Neighbour($"n{i}", 100));
            }
        }

        Assert.Equal(NeighbourRoom.Capacity, tables.Sum(table => table.Count));
        Assert.Equal(NeighbourTable.Capacity, tables[^1].More);
        tables[0].Clear();
        Assert.Equal(NeighbourNews.Came, tables[^1].Take(Neighbour("n0", 100)));
    }

    private static HeardNeighbour Neighbour(string name, int ttl) =>
        new() { Protocol = DiscoveryProtocol.Lldp, Key = name, ChassisId = name, PortId = "p", Ttl = ttl };
}

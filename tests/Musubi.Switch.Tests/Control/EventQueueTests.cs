using Musubi.Contracts.Plan;
using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class EventQueueTests
{
    [Fact]
    public void Events_beyond_the_capacity_are_counted_and_told_once()
    {
        EventQueue queue = new();
        for (int i = 0; i < EventQueue.Capacity + 7; i++)
        {
            queue.Add(new SwitchEvent { LinkChanged = new LinkChanged { Up = true } });
        }

        for (int i = 0; i < EventQueue.Capacity; i++)
        {
            Assert.Equal(SwitchEvent.KindOneofCase.LinkChanged, queue.TryTake()!.KindCase);
        }

        Assert.Equal(7UL, queue.TryTake()!.EventsLost.Count);
        Assert.Null(queue.TryTake());
        Assert.Equal(7UL, queue.LostInAll);
    }
}

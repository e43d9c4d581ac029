using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Runtime;

public sealed class NoticeRingTests
{
    [Fact]
    public void A_full_ring_drops_and_counts_and_goes_on_when_read()
    {
        NoticeRing ring = new();
        for (int i = 0; i < NoticeRing.Capacity; i++)
        {
            Assert.True(ring.TryWrite(new PortNotice(i, null, 0)));
        }

        Assert.False(ring.TryWrite(new PortNotice(-1, null, 0)));
        Assert.Equal(1, ring.Dropped);
        Assert.True(ring.TryRead(out PortNotice first));
        Assert.Equal(0, first.Slot);
        Assert.True(ring.TryWrite(new PortNotice(-2, null, 0)));
    }

    [Fact]
    public void Two_threads_pass_every_notice_in_order()
    {
        const int Notices = 200_000;
        NoticeRing ring = new();
        Thread writer = new(() =>
        {
            for (int i = 0; i < Notices;)
            {
                i += ring.TryWrite(new PortNotice(i, null, (ulong)i * 3)) ? 1 : 0;
            }
        });
        writer.Start();
        for (int expected = 0; expected < Notices;)
        {
            if (ring.TryRead(out PortNotice notice))
            {
                Assert.Equal(expected, notice.Slot);
                Assert.Equal((ulong)expected * 3, notice.Mac);
                expected++;
            }
        }

        writer.Join();
        Assert.False(ring.TryRead(out _));
    }
}

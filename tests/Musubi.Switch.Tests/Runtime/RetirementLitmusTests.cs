using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Runtime;

/// <summary>
/// Two readers that sleep, wake and take turns as fast as they can, against a writer that swaps and retires. The positive
/// control retires without waiting, and shows that the litmus would see a thing used after its end.
/// </summary>
public sealed class RetirementLitmusTests
{
    private const int Readers = 2;
    private const int Swaps = 20_000;

    [Fact]
    public void What_is_retired_is_never_used_again()
    {
        Assert.Equal(0, Run(static (exchange, thing) =>
        {
            exchange.Retire(thing);
            exchange.Sweep();
        }));
    }

    [Fact]
    public void The_litmus_sees_what_is_ended_too_early()
    {
        Assert.NotEqual(0, Run(static (_, thing) => thing.Dispose()));
    }

    /// <summary>How often a reader met a thing that had been ended.</summary>
    private static long Run(Action<SnapshotExchange<Thing>, Thing> end)
    {
        SnapshotExchange<Thing> exchange = new(Readers, new Thing());
        using CancellationTokenSource stop = new();
        long[] violations = new long[Readers];
        Thread[] threads = [.. Enumerable.Range(0, Readers).Select(i => new Thread(() => violations[i] = Read(exchange.Reader(i), stop.Token)))];
        Array.ForEach(threads, thread => thread.Start());
        Thing current = new();
        exchange.Publish(current);
        for (int i = 0; i < Swaps; i++)
        {
            Thing next = new();
            exchange.Publish(next);
            end(exchange, current);
            current = next;
            if (i % 64 == 0)
            {
                Thread.Yield();
            }
        }

        stop.Cancel();
        Array.ForEach(threads, thread => thread.Join());
        exchange.Sweep();
        Assert.Equal(0, exchange.WaitingForRetirement);
        return violations.Sum();
    }

    private static long Read(SnapshotReader<Thing> reader, CancellationToken stop)
    {
        long violations = 0;
        while (!stop.IsCancellationRequested)
        {
            reader.Wake();
            for (int turn = 0; turn < 3; turn++)
            {
                Thing thing = reader.Begin();
                for (int look = 0; look < 20; look++)
                {
                    violations += thing.Ended ? 1 : 0;
                }

                reader.Finish();
            }

            reader.Sleep();
        }

        return violations;
    }

    private sealed class Thing : IDisposable
    {
        private int _ended;

        public bool Ended => Volatile.Read(ref _ended) != 0;

        public void Dispose() => Volatile.Write(ref _ended, 1);
    }
}

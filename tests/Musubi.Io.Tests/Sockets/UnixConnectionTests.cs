using System.Buffers.Binary;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Sockets;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Sockets;

[Collection(DescriptorCount.Name)]
public sealed class UnixConnectionTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly UnixConnection _first;
    private readonly UnixConnection _second;

    public UnixConnectionTests() => (_first, _second) = UnixConnection.Pair();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(UnixFraming.MaxPayloadBytes)]
    public async Task A_payload_arrives_whole(int bytes)
    {
        byte[] payload = new byte[bytes];
        new Random(1).NextBytes(payload);
        Task sending = Task.Run(() => _first.Send(payload, [], Limit), TestContext.Current.CancellationToken);
        using UnixFrame? frame = _second.Receive(Limit);
        await sending;
        Assert.True(frame!.Payload.Span.SequenceEqual(payload));
    }

    [Fact]
    public void A_longer_payload_is_refused_before_anything_is_sent()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _first.Send(new byte[UnixFraming.MaxPayloadBytes + 1], [], Limit));
        Assert.Equal(UnixReceiveStatus.Incomplete, _second.TryReceive(out _));
    }

    [Fact]
    public void Descriptors_arrive_with_their_own_frame()
    {
        using EventFdBox box = new(3);
        _first.Send("none"u8, [], Limit);
        _first.Send("two"u8, box.Take(0, 2), Limit);
        _first.Send("none"u8, [], Limit);
        _first.Send([], box.Take(2, 1), Limit);
        int[] counts = [.. Enumerable.Range(0, 4).Select(_ =>
        {
            using UnixFrame frame = _second.Receive(Limit)!;
            return frame.Descriptors.Count;
        })];
        Assert.Equal([0, 2, 0, 1], counts);
    }

    [Fact]
    public void A_descriptor_that_arrived_is_the_same_open_file()
    {
        using EventFd signal = new();
        using FileDescriptor duplicate = signal.Handle.Duplicate();
        _first.Send("signal"u8, [duplicate], Limit);
        using UnixFrame frame = _second.Receive(Limit)!;
        FileDescriptor arrived = Assert.Single(frame.TakeDescriptors());
        Assert.False(Readiness.WaitReadable(arrived.Number, TimeSpan.Zero));
        signal.Signal();
        Assert.True(Readiness.WaitReadable(arrived.Number, TimeSpan.Zero));
        arrived.Dispose();
    }

    [Fact]
    public void Descriptors_that_nobody_takes_are_closed_with_their_frame()
    {
        using EventFdBox box = new(UnixFraming.MaxDescriptors);
        int before = OpenDescriptors();
        _first.Send([1], box.All, Limit);
        UnixFrame frame = _second.Receive(Limit)!;
        Assert.Equal(before + UnixFraming.MaxDescriptors, OpenDescriptors());
        frame.Dispose();
        Assert.Equal(before, OpenDescriptors());
    }

    [Fact]
    public void More_descriptors_than_a_frame_may_have_are_closed_and_the_connection_is_refused()
    {
        using EventFdBox box = new(UnixFraming.MaxDescriptors + 1);
        int before = OpenDescriptors();
        SendRaw([1, 0, 0, 0, 7], box.All);
        Assert.Contains("more than 64 descriptors", Assert.Throws<UnixFramingException>(() => _second.TryReceive(out _)).Message, StringComparison.Ordinal);
        Assert.Equal(before, OpenDescriptors());
    }

    [Fact]
    public void Descriptors_within_a_frame_are_closed_and_the_connection_is_refused()
    {
        using EventFdBox box = new(1);
        int before = OpenDescriptors();
        SendRaw([2, 0, 0, 0, 7], []);
        SendRaw([8], box.All);
        Assert.Contains("first byte", Assert.Throws<UnixFramingException>(() => _second.TryReceive(out _)).Message, StringComparison.Ordinal);
        Assert.Equal(before, OpenDescriptors());
    }

    [Fact]
    public void An_announced_length_beyond_the_limit_is_refused()
    {
        byte[] header = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(header, UnixFraming.MaxPayloadBytes + 1);
        SendRaw(header, []);
        Assert.Contains("16777217 bytes", Assert.Throws<UnixFramingException>(() => _second.TryReceive(out _)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 5 })]
    [InlineData(new byte[] { 5, 0, 0, 0 })]
    [InlineData(new byte[] { 5, 0, 0, 0, 1, 2 })]
    public void A_peer_that_ends_within_a_frame_is_told_from_one_that_closes(byte[] part)
    {
        SendRaw(part, []);
        _first.Dispose();
        Assert.Contains("ended within a frame", Assert.Throws<UnixFramingException>(() => _second.Receive(Limit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_closes_between_frames_is_the_end()
    {
        _first.Send([1], [], Limit);
        _first.Dispose();
        Assert.NotNull(_second.Receive(Limit));
        Assert.Null(_second.Receive(Limit));
        Assert.Equal(UnixReceiveStatus.Closed, _second.TryReceive(out _));
    }

    [Fact]
    public void A_frame_that_comes_in_pieces_is_put_together()
    {
        foreach (byte one in new byte[] { 3, 0, 0, 0, 7, 8 })
        {
            SendRaw([one], []);
            Assert.Equal(UnixReceiveStatus.Incomplete, _second.TryReceive(out _));
        }

        SendRaw([9], []);
        Assert.Equal(UnixReceiveStatus.Frame, _second.TryReceive(out UnixFrame? frame));
        Assert.Equal([7, 8, 9], frame!.Payload.ToArray());
    }

    [Fact]
    public void A_wait_ends_at_its_limit_and_when_it_is_called_off()
    {
        Assert.Throws<TimeoutException>(() => _second.Receive(TimeSpan.FromMilliseconds(1)));
        using EventFd cancel = new();
        cancel.Signal();
        Assert.Throws<OperationCanceledException>(() => _second.Receive(Timeout.InfiniteTimeSpan, cancel));
    }

    [Fact]
    public void A_peer_that_does_not_read_cuts_the_connection_off()
    {
        byte[] payload = new byte[UnixFraming.MaxPayloadBytes];
        Assert.Throws<TimeoutException>(() => _first.Send(payload, [], TimeSpan.FromMilliseconds(20)));
        Assert.Throws<UnixFramingException>(() => _first.Send([1], [], Limit));
    }

    [Fact]
    public void A_sender_learns_that_its_peer_is_gone()
    {
        _second.Dispose();
        Assert.Equal(Errno.BrokenPipe, Assert.Throws<SystemCallException>(() => _first.Send([1], [], Limit)).Error);
    }

    [Fact]
    public void Random_bytes_never_do_more_than_end_the_connection()
    {
        Random random = new(4711);
        for (int run = 0; run < 300; run++)
        {
            (UnixConnection writer, UnixConnection reader) = UnixConnection.Pair();
            using (writer)
            using (reader)
            {
                byte[] garbage = new byte[random.Next(1, 200)];
                random.NextBytes(garbage);
                SendRaw(writer, garbage, []);
                writer.Shutdown();
                UnixReceiveStatus status = UnixReceiveStatus.Frame;
                Exception? refused = Record.Exception(() =>
                {
                    while (status == UnixReceiveStatus.Frame)
                    {
                        status = reader.TryReceive(out UnixFrame? frame);
                        frame?.Dispose();
                    }
                });
                Assert.True(refused is UnixFramingException || (refused is null && status == UnixReceiveStatus.Closed));
            }
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private void SendRaw(ReadOnlySpan<byte> bytes, IReadOnlyList<FileDescriptor> descriptors) => SendRaw(_first, bytes, descriptors);

    /// <summary>What no honest peer would send: bytes of one's own choice.</summary>
    private static void SendRaw(UnixConnection connection, ReadOnlySpan<byte> bytes, IReadOnlyList<FileDescriptor> descriptors) =>
        Assert.Equal(bytes.Length, DescriptorMessage.Send(connection.PollDescriptor, bytes, [], [.. descriptors.Select(one => one.Number)]));

    /// <summary>Only the event descriptors: whatever else the process opens meanwhile does not matter.</summary>
    private static int OpenDescriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Count(path => new FileInfo(path).LinkTarget == "anon_inode:[eventfd]");
}

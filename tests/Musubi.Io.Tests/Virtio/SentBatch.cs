namespace Musubi.Io.Tests.Virtio;

/// <summary>Frames that were sent at once, of which some found no room: as many as the tally said must arrive, in order.</summary>
internal sealed class SentBatch(List<byte[]> frames, int sent)
{
    private int _at;
    private int _left = sent;

    public bool IsSpent => _left == 0;

    /// <summary>Whether this is the next frame of the batch that found room.</summary>
    public bool TryMatch(ReadOnlySpan<byte> frame)
    {
        while (_left > 0 && _at < frames.Count)
        {
            if (frame.SequenceEqual(frames[_at++]))
            {
                _left--;
                return true;
            }
        }

        return false;
    }

    public void AssertSpent() => Assert.Equal(0, _left);
}

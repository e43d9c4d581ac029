using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>Puts frames where a receiving port would put them.</summary>
internal static class Reception
{
    public static void Fill(Pipeline pipeline, FrameArena arena, ReadOnlySpan<TestFrame> frames)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i].Bytes.CopyTo(arena.Buffer(i));
            pipeline.Received[i] = new ReceivedFrame
            {
                Data = arena.Slice(i, 0, frames[i].Bytes.Length),
                Offload = frames[i].Offload,
                StrippedTag = frames[i].StrippedTag,
                Truncated = frames[i].Truncated,
            };
        }
    }
}

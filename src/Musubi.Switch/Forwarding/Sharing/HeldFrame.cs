using Musubi.Switch.Forwarding.Pacing;

namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>What is known of a frame that is held.</summary>
/// <param name="Size">What it is worth.</param>
/// <param name="Next">The slot of the next of its class; -1 for none.</param>
internal record struct HeldFrame(FrameSize Size, int Next);

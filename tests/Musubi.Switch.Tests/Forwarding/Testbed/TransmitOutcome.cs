namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>What a way out does with a frame.</summary>
public enum TransmitOutcome
{
    Sent,
    QueueFull,
    TooBig,
    LinkDown,
    Failed,
    ShaperFull,
    IoControlFull,
}

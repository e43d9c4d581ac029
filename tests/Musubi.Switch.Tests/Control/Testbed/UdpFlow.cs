namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>What became of one flow: how many datagrams were sent, how many came, and for how long none did.</summary>
internal sealed record UdpFlow(int Sent, int Received, TimeSpan LongestSilence)
{
    public int Lost => Sent - Received;
}

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>The interface that a port's frames leave by takes so many bytes of payload from now on; 0: nobody told.</summary>
public sealed record MtuChange(int Port, int Mtu) : Step;

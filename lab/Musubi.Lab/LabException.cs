namespace Musubi.Lab;

/// <summary>Something about the lab itself is wrong; the message is for the person at the terminal.</summary>
internal sealed class LabException(string message) : Exception(message);

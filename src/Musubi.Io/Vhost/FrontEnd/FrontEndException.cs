namespace Musubi.Io.Vhost.FrontEnd;

/// <summary>The back end refused, closed, or did not answer in time.</summary>
public sealed class FrontEndException(string message) : IOException(message);

namespace Musubi.Io.Sockets;

/// <summary>
/// The peer does not keep to <see cref="UnixFraming"/>, or ended within a frame, or took a frame too slowly. The
/// connection is of no more use; no other is touched.
/// </summary>
public sealed class UnixFramingException(string message) : IOException(message);

namespace Musubi.Io.Counters;

/// <summary>A file that is no counters file of a version known here; the message names the path and says why.</summary>
public sealed class CounterFormatException(string message) : IOException(message);

namespace Musubi.Io.Netlink;

/// <summary>Takes one message of an answer.</summary>
internal delegate void NetlinkReader(in NetlinkMessage message);

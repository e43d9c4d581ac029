using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Musubi.Api;
using Musubi.Model.Services;

namespace Musubi.Host.Local;

/// <summary>Names whoever speaks on the unix socket: who may open it is decided by its owner and mode.</summary>
internal static class LocalCallers
{
    private const int LevelSocket = 1;
    private const int OptionPeerCredentials = 17;

    public static Task NameAsync(HttpContext context, RequestDelegate next)
    {
        context.SetCaller(new Caller(context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? $"local user {UserOf(socket)}" : "local user"));
        return next(context);
    }

    /// <summary>unix(7), SO_PEERCRED: process, user and group, four bytes each.</summary>
    private static uint UserOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(LevelSocket, OptionPeerCredentials, credentials);
        return BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]);
    }
}

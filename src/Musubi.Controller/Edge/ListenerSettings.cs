using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Musubi.Controller.Edge;

/// <summary>What both listeners have in common.</summary>
internal static class ListenerSettings
{
    public static void Apply(WebApplicationBuilder builder, TimeSpan shutdown)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdown);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(options => options.UseUtcTimestamp = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Musubi", LogLevel.Information)
            // Both warn at every start of what is as it should be: keys lie unencrypted in a folder of the owner's, and pages have no folder of files where none were published.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Error);
    }

    /// <summary>Bounds on what one client, and all of them, can hold.</summary>
    public static void Limit(KestrelServerOptions kestrel, long? bodyBytes)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = 8_192;
        kestrel.Limits.MaxRequestBodySize = bodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;

        // A peer that is gone without a word is noticed within twice this time.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
    }
}

using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Musubi.Controller.Fabric;
using Musubi.Controller.Trust;

namespace Musubi.Controller.Edge;

/// <summary>The hosts' port: gRPC over TLS, with the client's certificate for all but joining.</summary>
internal static class FabricListener
{
    private const int MessageBytes = 4 << 20;

    // Hosts come back by themselves: nothing is gained by waiting for their streams.
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(1);

    public static WebApplication Build(ControllerCore core, ServerCertificates certificates, IPEndPoint endPoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        ListenerSettings.Apply(builder, Shutdown);
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = MessageBytes);
        builder.Services.AddSingleton<FabricHub>(core.Hub);
        builder.Services.AddSingleton(core.Enroller);
        builder.Services.AddSingleton(core.Authority);
        builder.Services.AddSingleton(core.Inventory);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A host's stream has no end, so its body has no bound; each message has.
            ListenerSettings.Limit(kestrel, bodyBytes: null);
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ServerCertificateSelector = (connection, _) => certificates.For((connection?.LocalEndPoint as IPEndPoint)?.Address),
                    ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                    ClientCertificateValidation = (certificate, _, _) => core.Authority.Trusts(certificate),
                });
            });
        });

        WebApplication app = builder.Build();
        app.MapGrpcService<EnrollmentService>();
        app.MapGrpcService<HostStreamService>();
        return app;
    }
}

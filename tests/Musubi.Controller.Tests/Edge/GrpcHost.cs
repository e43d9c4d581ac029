using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Musubi.Contracts.Fabric;
using Musubi.Model.Capabilities;

namespace Musubi.Controller.Tests.Edge;

/// <summary>A host over the real gRPC: joins as an agent does, pins the authority, and speaks with its certificate.</summary>
internal sealed class GrpcHost : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private GrpcChannel? _channel;
    private AsyncDuplexStreamingCall<HostMessage, ControllerMessage>? _call;

    public Guid Id { get; init; } = Guid.NewGuid();

    public required string Name { get; init; }

    public X509Certificate2? Certificate { get; private set; }

    public X509Certificate2? Authority { get; private set; }

    public long Revision { get; private set; }

    public async Task JoinAsync(IPEndPoint controller, string token)
    {
        using (GrpcChannel unverified = Channel(controller, null))
        {
            AuthorityReply reply = await new Enrollment.EnrollmentClient(unverified)
                .AuthorityAsync(new AuthorityRequest(), cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(token.Split('.')[2], Convert.ToHexStringLower(SHA256.HashData(reply.Authority.Span)));
            Authority = X509CertificateLoader.LoadCertificate(reply.Authority.Span);
        }

        using GrpcChannel channel = Channel(controller, Authority);
        CertificateRequest request = new("CN=host", _key, HashAlgorithmName.SHA256);
        JoinReply joined = await new Enrollment.EnrollmentClient(channel).JoinAsync(
            new JoinRequest { Token = token, HostId = Id.ToString(), HostName = Name, CertificateRequest = ByteString.CopyFrom(request.CreateSigningRequest()) },
            cancellationToken: TestContext.Current.CancellationToken);
        using X509Certificate2 issued = X509CertificateLoader.LoadCertificate(joined.Certificate.Span);
        Certificate = issued.CopyWithPrivateKey(_key);
    }

    /// <summary>Opens the stream and says hello, by default with the id of the certificate.</summary>
    public async Task ConnectAsync(IPEndPoint controller, Guid? claimed = null)
    {
        _channel = Channel(controller, Authority, Certificate);
        _call = new HostStream.HostStreamClient(_channel).Connect(cancellationToken: TestContext.Current.CancellationToken);
        HostHello hello = new() { ProtocolVersion = 1, HostId = (claimed ?? Id).ToString(), HostName = Name, Revision = (ulong)Revision };
        hello.Capabilities.AddRange(Capability.All);
        hello.Nics.Add(new NicReport { Id = "name:u1", Name = "u1", Mtu = 1500, LinkUp = true });
        await SayAsync(new HostMessage { Hello = hello });
    }

    public Task SayAsync(HostMessage message) => _call!.RequestStream.WriteAsync(message, TestContext.Current.CancellationToken);

    /// <summary>The next message; throws what the controller ended the stream with.</summary>
    public async Task<ControllerMessage> NextAsync()
    {
        Assert.True(await _call!.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60)), "the stream ended");
        ControllerMessage message = _call.ResponseStream.Current;
        Revision = message.BodyCase switch
        {
            ControllerMessage.BodyOneofCase.FullSync => (long)message.FullSync.Revision,
            ControllerMessage.BodyOneofCase.Delta => (long)message.Delta.ToRevision,
            _ => Revision,
        };
        return message;
    }

    /// <summary>Takes messages until one brings the given revision or a later one.</summary>
    public async Task<ControllerMessage> ReachAsync(long revision)
    {
        while (true)
        {
            ControllerMessage message = await NextAsync();
            if (Revision >= revision)
            {
                return message;
            }
        }
    }

    public Task AcknowledgeAsync() => SayAsync(new HostMessage { Acknowledgement = new Acknowledgement { Revision = (ulong)Revision } });

    public void Dispose()
    {
        _call?.Dispose();
        _channel?.Dispose();
        Certificate?.Dispose();
        Authority?.Dispose();
        _key.Dispose();
    }

    private static GrpcChannel Channel(IPEndPoint controller, X509Certificate2? authority, X509Certificate2? certificate = null)
    {
        SocketsHttpHandler handler = new();
        if (authority is null)
        {
#pragma warning disable CA5359 // the authority is fetched first and pinned by the token's hash; nothing secret is sent on this connection
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else
        {
            handler.SslOptions = ControllerBed.TrustOnly(authority);
        }

        if (certificate is not null)
        {
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return GrpcChannel.ForAddress($"https://{controller}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}

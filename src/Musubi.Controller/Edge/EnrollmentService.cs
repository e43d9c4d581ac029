using Google.Protobuf;
using Grpc.Core;
using Musubi.Contracts.Fabric;
using Musubi.Controller.Fabric;
using Musubi.Controller.Inventory;
using Musubi.Controller.Trust;

namespace Musubi.Controller.Edge;

/// <summary>The gRPC end of joining. The token is the only credential here; all else is judged by the <see cref="Enroller"/>.</summary>
internal sealed class EnrollmentService(Enroller enroller, CertificateAuthority authority, InventoryService inventory) : Enrollment.EnrollmentBase
{
    public override Task<AuthorityReply> Authority(AuthorityRequest request, ServerCallContext context) =>
        Task.FromResult(new AuthorityReply { Authority = ByteString.CopyFrom(authority.Certificate) });

    public override async Task<JoinReply> Join(JoinRequest request, ServerCallContext context)
    {
        JoinOutcome outcome = await enroller.JoinAsync(request, context.CancellationToken).ConfigureAwait(false);
        if (outcome.Refusal != JoinRefusal.None)
        {
            throw new RpcException(new Status(CodeOf(outcome.Refusal), outcome.Message));
        }

        return new JoinReply
        {
            Certificate = ByteString.CopyFrom(outcome.Certificate),
            Authority = ByteString.CopyFrom(authority.Certificate),
            FabricId = inventory.FabricId.ToString(),
        };
    }

    private static StatusCode CodeOf(JoinRefusal refusal) => refusal switch
    {
        JoinRefusal.Busy => StatusCode.ResourceExhausted,
        JoinRefusal.Token => StatusCode.PermissionDenied,
        JoinRefusal.Conflict => StatusCode.AlreadyExists,
        JoinRefusal.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.InvalidArgument,
    };
}

using Musubi.Model.Policy;

namespace Musubi.Model.Resources;

/// <summary>Traffic shaping in its user form; a direction that is absent inherits.</summary>
/// <param name="Ingress">What the guest sends.</param>
/// <param name="Egress">What the guest is sent.</param>
public sealed record ShapingResource(ShapingLimitResource? Ingress, ShapingLimitResource? Egress)
{
    public static ShapingResource Of(ShapingLimit? ingress, ShapingLimit? egress) => new(ShapingLimitResource.Of(ingress), ShapingLimitResource.Of(egress));
}

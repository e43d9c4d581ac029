using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Control;

/// <summary>Something that goes along with each plan: the agent's, and that compiled again for a link, a port or a MAC. Control thread only.</summary>
public interface IPlanFollower
{
    /// <summary>A plan was compiled, with the ports as they are now, and no worker has it yet.</summary>
    void OnCompiled(ForwardingPlan plan);

    /// <summary>It was given to the workers, and the slots know their uplinks and MACs by it.</summary>
    void OnSwapped();
}

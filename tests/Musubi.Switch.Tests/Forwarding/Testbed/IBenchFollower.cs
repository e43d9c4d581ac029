namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A part of the control thread that goes along with a <see cref="PipelineBench"/>.</summary>
public interface IBenchFollower
{
    /// <summary>The bench has another plan.</summary>
    void OnCompiled(PipelineBench bench);

    /// <summary>A batch was forwarded.</summary>
    void OnBatch(PipelineBench bench);

    /// <summary>Time passes.</summary>
    void OnWait(PipelineBench bench, int seconds);
}

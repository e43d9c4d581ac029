using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control;

/// <summary>Adds its part to a status in which the ports stand already. Control thread only.</summary>
public interface IStatusSource
{
    void Report(SwitchStatus status);
}

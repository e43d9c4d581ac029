using Musubi.Model.Services;

namespace Musubi.Controller.Fabric;

/// <summary>Takes what hosts tell that concerns the inventory. Called by any thread; must not wait.</summary>
internal interface IFabricSink
{
    void Report(FabricEffect.Report report);

    void Record(EventRecord record);
}

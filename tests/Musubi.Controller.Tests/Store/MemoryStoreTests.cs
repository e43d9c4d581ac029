using Musubi.Controller.Store;

namespace Musubi.Controller.Tests.Store;

public sealed class MemoryStoreTests : StoreBehaviour
{
    protected override IStore Open() => new MemoryStore();
}

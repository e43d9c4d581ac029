using Musubi.Model.Services;

namespace Musubi.Pages.Topology;

/// <summary>A head of the picture with what may stand below it, before it is known where.</summary>
/// <param name="Key">Stays the same while the picture changes.</param>
/// <param name="Title">Its name.</param>
/// <param name="Detail">Beside it.</param>
/// <param name="State">In colour and shape; null: none.</param>
/// <param name="BitsPerSecond">What it carries.</param>
/// <param name="Address">Of the page about it.</param>
/// <param name="Lit">On the path that is shown.</param>
/// <param name="Opens">It is open when nobody says otherwise.</param>
/// <param name="Items">What a search lets stand below it; where it stands is not set yet.</param>
internal sealed record TopologyHead(
    string Key, string Title, string Detail, ObjectState? State, double BitsPerSecond, string Address, bool Lit, bool Opens, IReadOnlyList<TopologyRow> Items);

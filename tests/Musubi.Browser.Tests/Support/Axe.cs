using System.Text.Json;
using Deque.AxeCore.Commons;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Support;

/// <summary>Asks axe-core what on a page keeps people out.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Findings of the two upper levels, one for each element.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(Visitor visitor)
    {
        // What fades in is judged when it is there.
        await visitor.Page.EvaluateAsync("() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null)))");
        await visitor.Page.EvaluateAsync(Script);
        JsonElement result = await visitor.Page.EvaluateAsync<JsonElement>("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations");
        return
        [
            .. result.EnumerateArray()
                .Where(finding => finding.GetProperty("impact").GetString() is "serious" or "critical")
                .SelectMany(finding => finding.GetProperty("nodes").EnumerateArray().Select(node =>
                    $"{finding.GetProperty("impact").GetString()} {finding.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()} {node.GetProperty("failureSummary").GetString()}")),
        ];
    }
}

using Microsoft.AspNetCore.Components;
using Musubi.Model.Services;
using Musubi.Pages.Changes;
using Musubi.Pages.Live;
using Musubi.Pages.Words;

namespace Musubi.Pages.Forms;

/// <summary>A page that is a form over an object of the fabric. It notices when somebody else changes the object meanwhile.</summary>
public abstract class EditPage : LivePage
{
    [Inject]
    protected FabricEditor Editor { get; private set; } = null!;

    [Inject]
    protected TimeProvider Time { get; private set; } = null!;

    [Inject]
    protected IInventoryService Service { get; private set; } = null!;

    /// <summary>Null until there is something to fill in.</summary>
    protected FormState? State { get; private set; }

    protected FormTexts Form { get; private set; } = FormTexts.Of(Language.English);

    /// <summary>The object has another revision than the one that was opened.</summary>
    protected bool IsStale => State?.Draft.Revision is { } revision && Present() is { } present && present.Revision != revision;

    /// <summary>The object that was opened is there no more.</summary>
    protected bool IsGone => State?.Draft.Revision is not null && Present() is null;

    /// <summary>Fields that somebody else changed as well, after they were looked at.</summary>
    protected IReadOnlyList<string> Both { get; private set; } = [];

    protected override async Task OnInitializedAsync()
    {
        Form = FormTexts.Of(Look.Language);
        await base.OnInitializedAsync();
    }

    /// <summary>The object as it is now, in the form of the API, with its revision; null when there is none.</summary>
    protected abstract (object Resource, long Revision)? Present();

    protected void Begin(FormDraft draft, Func<FormDraft, PlannedChange?> plan, Func<string, string>? pathOf = null)
    {
        State?.Dispose();
        Both = [];
        State = new FormState(draft, plan, Editor.TryAsync, Time) { PathOf = pathOf ?? (path => path) };
        State.Changed += Draw;
        State.Recheck();
    }

    /// <summary>Goes on from the object as it is now, with what was typed.</summary>
    protected void TakeOver()
    {
        if (State is { } state && Present() is { } present)
        {
            Both = state.Draft.Rebase(present.Resource, present.Revision);
            state.Recheck();
        }
    }

    protected override void Dispose(bool disposing)
    {
        State?.Dispose();
        base.Dispose(disposing);
    }

    private void Draw() => _ = InvokeAsync(StateHasChanged);
}

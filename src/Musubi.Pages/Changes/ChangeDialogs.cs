using MudBlazor;
using Musubi.Model.Inventory;

namespace Musubi.Pages.Changes;

/// <summary>Opens the dialog that shows a change before it is made.</summary>
public static class ChangeDialogs
{
    /// <summary>What became of it; null when it was not done.</summary>
    /// <param name="dialogs">The page's.</param>
    /// <param name="change">What to ask for.</param>
    /// <param name="stored">Called when it is done, while the dialog still shows how far hosts are.</param>
    public static async Task<EditResult?> AskAsync(this IDialogService dialogs, PlannedChange change, Action? stored = null)
    {
        EditResult? done = null;
        IDialogReference dialog = await dialogs.ShowAsync<ChangeDialog>(change.Title, new DialogParameters<ChangeDialog>
        {
            { shown => shown.Change, change },
            {
                shown => shown.Done, result =>
                {
                    done = result;
                    stored?.Invoke();
                }
            },
        });
        await dialog.Result;
        return done;
    }
}

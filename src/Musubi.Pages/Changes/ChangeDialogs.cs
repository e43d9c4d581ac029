using MudBlazor;
using Musubi.Model.Inventory;

namespace Musubi.Pages.Changes;

/// <summary>Opens the dialog that shows a change before it is made.</summary>
public static class ChangeDialogs
{
    /// <summary>What became of it; null when it was not done.</summary>
    public static async Task<EditResult?> AskAsync(this IDialogService dialogs, PlannedChange change)
    {
        EditResult? done = null;
        IDialogReference dialog = await dialogs.ShowAsync<ChangeDialog>(change.Title, new DialogParameters<ChangeDialog>
        {
            { shown => shown.Change, change },
            { shown => shown.Done, result => done = result },
        });
        await dialog.Result;
        return done;
    }
}

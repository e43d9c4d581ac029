using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Validation;
using Musubi.Pages.Changes;
using Musubi.Pages.Identity;

namespace Musubi.Pages.Tests.Components;

/// <summary>A change is shown before it is made, and made by whoever may.</summary>
public sealed class ChangeDialogTests : ComponentTest
{
    [Fact]
    public async Task What_it_would_become_is_shown_and_nothing_is_made_until_it_is_applied()
    {
        Service.Answer = _ => Changed();
        EditResult? done = null;
        IRenderedComponent<MudDialogProvider> dialogs = await OpenAsync(result => done = result);
        Assert.Contains("portCount", dialogs.Find("[data-testid=change-differences]").TextContent, StringComparison.Ordinal);
        Assert.Contains("musubi portgroup set web --ports 16", dialogs.Find("[data-testid=change-cli]").TextContent, StringComparison.Ordinal);
        Assert.True(Assert.Single(Service.Asked).DryRun);

        await dialogs.Find("[data-testid=change-apply]").ClickAsync();

        Assert.Equal((false, "account eva"), (Service.Asked[^1].DryRun, Service.Asked[^1].Caller.Name));
        Assert.NotNull(dialogs.Find("[data-testid=change-stored]"));
        Assert.NotNull(done);
    }

    [Fact]
    public async Task What_the_controller_refuses_is_told_with_its_field_and_cannot_be_applied()
    {
        Service.Answer = _ => new EditResult { Outcome = EditOutcome.Conflict, Snapshot = Service.Current, Errors = [new ValidationError("revision", "5", "must be 7")] };
        IRenderedComponent<MudDialogProvider> dialogs = await OpenAsync();
        Assert.Contains("revision", dialogs.Find("[data-testid=change-refused]").TextContent, StringComparison.Ordinal);
        Assert.True(dialogs.Find("[data-testid=change-apply]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_change_of_nothing_cannot_be_applied()
    {
        Service.Answer = _ => new EditResult { Outcome = EditOutcome.Done, Before = Service.Current, Snapshot = Service.Current };
        IRenderedComponent<MudDialogProvider> dialogs = await OpenAsync();
        Assert.True(dialogs.Find("[data-testid=change-apply]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Whoever_may_only_read_is_shown_it_and_told_so()
    {
        User.SetRoles(PageRoles.ReadOnly);
        Service.Answer = _ => Changed();
        IRenderedComponent<MudDialogProvider> dialogs = await OpenAsync();
        Assert.True(dialogs.Find("[data-testid=change-apply]").HasAttribute("disabled"));
        Assert.NotEmpty(dialogs.FindAll(".mud-alert"));
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(Action<EditResult>? done = null)
    {
        IRenderedComponent<MudDialogProvider> dialogs = Render<MudDialogProvider>();
        PlannedChange change = PlannedChanges.UpdatePortGroup(Samples.Group, new JsonObject { ["revision"] = 5, ["portCount"] = 16 }, "Change", ["--ports", "16"]);
        DialogParameters<ChangeDialog> parameters = new() { { dialog => dialog.Change, change }, { dialog => dialog.Done, done } };
        await dialogs.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<ChangeDialog>(change.Title, parameters));
        dialogs.WaitForElement("[data-testid=change-cli]");
        return dialogs;
    }

    private EditResult Changed()
    {
        PortGroupConfig wider = Samples.Group with { PortCount = 16, Revision = 8 };
        InventorySnapshot after = Service.Current with { Revision = 8, PortGroups = Service.Current.PortGroups.SetItem(wider.Id, wider) };
        return new EditResult
        {
            Outcome = EditOutcome.Done,
            Before = Service.Current,
            Snapshot = after,
            Changes = [new ObjectChange(ObjectKind.PortGroup, wider.Id, Samples.Group, wider)],
        };
    }
}

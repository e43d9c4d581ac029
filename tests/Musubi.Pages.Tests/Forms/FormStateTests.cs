using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Model.Validation;
using Musubi.Pages.Changes;
using Musubi.Pages.Forms;

namespace Musubi.Pages.Tests.Forms;

/// <summary>When a form asks, and what it shows of the answer.</summary>
public sealed class FormStateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<PlannedChange> _asked = [];
    private EditResult _answer = new() { Outcome = EditOutcome.Done, Snapshot = InventorySnapshot.Empty };

    [Fact]
    public async Task The_controller_is_asked_once_when_typing_is_over()
    {
        using FormState state = Make();
        TaskCompletionSource answered = Answered(state);
        state.Set("name", "w");
        _time.Advance(FormState.Rest / 2);
        state.Set("name", "we");
        _time.Advance(FormState.Rest / 2);
        Assert.Empty(_asked);
        _time.Advance(FormState.Rest / 2);
        await answered.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("we", Assert.Single(_asked).Body!["name"]!.GetValue<string>());
        Assert.True(state.IsRight);
    }

    [Fact]
    public async Task Errors_stand_at_their_fields_once_those_were_touched()
    {
        _answer = Refused(new ValidationError("name", "", "must be given"), new ValidationError("policy.vlan", "9999", "must be 1 to 4094"));
        using FormState state = Make();
        state.Draft.Set("policy.vlan", "9999");
        await state.CheckAsync();
        Assert.Empty(state.ErrorsOf("name"));
        Assert.Equal("must be 1 to 4094", Assert.Single(state.ErrorsOf("policy.vlan")).Rule);
        Assert.Empty(state.ErrorsOf("mtu"));
        state.Try();
        Assert.Equal("must be given", Assert.Single(state.ErrorsOf("name")).Rule);
        Assert.False(state.IsRight);
    }

    [Fact]
    public async Task Errors_of_documents_stand_at_the_fields_of_the_form()
    {
        _answer = Refused(new ValidationError("documents[1] PortGroup a: b: policy.vlan", "x", "must be…"));
        using FormState state = new(FormDraft.New([]), Plan, AttemptAsync, _time) { PathOf = Musubi.Pages.Guides.NewSwitchPlan.PathOf };
        await state.CheckAsync();
        state.Try();
        Assert.Single(state.ErrorsOf("group.policy.vlan"));
    }

    [Fact]
    public async Task What_could_not_be_asked_is_told()
    {
        using FormState state = new(FormDraft.New([]), Plan, (_, _) => throw new InventoryUnavailableException("the disk is full"), _time);
        await state.CheckAsync();
        Assert.Equal("the disk is full", state.Failure);
        Assert.False(state.IsRight);
    }

    [Fact]
    public async Task Nothing_is_asked_where_nothing_is_to_be_done()
    {
        using FormState state = new(FormDraft.New([]), _ => null, AttemptAsync, _time);
        await state.CheckAsync();
        Assert.Null(state.Result);
        Assert.Empty(_asked);
    }

    private FormState Make() => new(FormDraft.New([]), Plan, AttemptAsync, _time);

    private static PlannedChange? Plan(FormDraft draft) => new("", HttpMethod.Post, "/portgroups", draft.Body(), () => new DeletePortGroup("x", 1), []);

    private Task<EditResult> AttemptAsync(PlannedChange change, CancellationToken cancellation)
    {
        _asked.Add(change with { Body = (JsonObject)change.Body!.DeepClone() });
        return Task.FromResult(_answer);
    }

    private static EditResult Refused(params ValidationError[] errors) => new() { Outcome = EditOutcome.Invalid, Errors = [.. errors], Snapshot = InventorySnapshot.Empty };

    private static TaskCompletionSource Answered(FormState state)
    {
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        state.Changed += () =>
        {
            if (!state.IsChecking)
            {
                answered.TrySetResult();
            }
        };
        return answered;
    }
}

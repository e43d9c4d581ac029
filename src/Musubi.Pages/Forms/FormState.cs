using System.Text.Json.Nodes;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Model.Validation;
using Musubi.Pages.Changes;

namespace Musubi.Pages.Forms;

/// <summary>
/// A form that somebody fills in. Whatever is typed is tried by the controller a moment later, without being done: its errors stand at their fields. One page's own, in its
/// context.
/// </summary>
/// <param name="draft">What is typed.</param>
/// <param name="plan">What would be asked of the controller; null while there is nothing to ask.</param>
/// <param name="attempt">Tries it without doing it.</param>
/// <param name="time">For the moment that passes before it is tried.</param>
public sealed class FormState(FormDraft draft, Func<FormDraft, PlannedChange?> plan, Func<PlannedChange, CancellationToken, Task<EditResult>> attempt, TimeProvider time) : IDisposable
{
    /// <summary>Typing is over when nothing was typed for so long.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private CancellationTokenSource _checking = new();

    /// <summary>Something that is shown has changed.</summary>
    public event Action? Changed;

    public FormDraft Draft { get; } = draft;

    /// <summary>The newest answer; null while nothing is asked.</summary>
    public EditResult? Result { get; private set; }

    /// <summary>What was asked for it.</summary>
    public PlannedChange? Change { get; private set; }

    /// <summary>Why the controller could not be asked.</summary>
    public string? Failure { get; private set; }

    /// <summary>What is typed has not been answered yet.</summary>
    public bool IsChecking { get; private set; }

    /// <summary>Somebody wanted to go on: from then on every field shows what is wrong with it, whether it was touched or not.</summary>
    public bool IsTried { get; private set; }

    /// <summary>The path in the form of a field that an error names, where that is another.</summary>
    public Func<string, string> PathOf { get; init; } = path => path;

    public bool IsRight => !IsChecking && Failure is null && Result is { Succeeded: true };

    public void Set(string path, JsonNode? value)
    {
        Draft.Set(path, value);
        Touch(path);
    }

    /// <summary>Says that a field, whose value was set already, was touched.</summary>
    public void Touch(string path)
    {
        _touched.Add(path);
        Recheck();
    }

    public void Try()
    {
        IsTried = true;
        Changed?.Invoke();
    }

    /// <summary>What is wrong with a field, once it was touched.</summary>
    public IReadOnlyList<ValidationError> ErrorsOf(string path) =>
        Result is { } result && (IsTried || Draft.Find(path) is not null || _touched.Any(touched => FormPath.IsWithin(touched, path)))
            ? [.. result.Errors.Where(error => FormPath.IsWithin(PathOf(error.Field), path))]
            : [];

    public IReadOnlyList<ValidationError> WarningsOf(string path) =>
        Result is { } result ? [.. result.Warnings.Where(warning => FormPath.IsWithin(PathOf(warning.Field), path))] : [];

    /// <summary>Asks the controller once more, when nothing is typed for a moment.</summary>
    public void Recheck() => _ = RestAndCheckAsync();

    /// <summary>Asks the controller now.</summary>
    public Task CheckAsync() => AskAsync(Renew());

    public void Dispose()
    {
        _checking.Cancel();
        _checking.Dispose();
    }

    private CancellationToken Renew()
    {
        _checking.Cancel();
        _checking.Dispose();
        _checking = new CancellationTokenSource();
        return _checking.Token;
    }

    private async Task RestAndCheckAsync()
    {
        CancellationToken cancellation = Renew();
        IsChecking = true;
        Changed?.Invoke();
        try
        {
            await Task.Delay(Rest, time, cancellation);
            await AskAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Something else was typed, or the page was left.
        }
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        PlannedChange? change = plan(Draft);
        EditResult? result = null;
        string? failure = null;
        try
        {
            result = change is null ? null : await attempt(change, cancellation);
        }
        catch (InventoryUnavailableException e)
        {
            failure = e.Message;
        }

        if (!cancellation.IsCancellationRequested)
        {
            (Change, Result, Failure, IsChecking) = (change, result, failure, false);
            Changed?.Invoke();
        }
    }
}

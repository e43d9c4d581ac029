using Microsoft.AspNetCore.Components;
using Musubi.Pages.Shell;
using Musubi.Pages.Words;

namespace Musubi.Pages.Live;

/// <summary>
/// A page that shows the fabric as it is. <see cref="View"/> is always the newest; a page that is still being drawn when views come is drawn once more
/// afterwards, however many came.
/// </summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private IDisposable? _subscription;
    private int _waiting;

    [Inject]
    protected FabricFeed Feed { get; private set; } = null!;

    [CascadingParameter]
    protected PageLook Look { get; private set; } = new(Language.English, null);

    protected FabricView View { get; private set; } = FabricView.Empty;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _subscription?.Dispose();

    /// <summary>A page that overrides it calls it first.</summary>
    protected override async Task OnInitializedAsync()
    {
        _subscription = Feed.Subscribe(_ => Follow());
        View = await Feed.OpenAsync(CancellationToken.None);
        OnView();
    }

    /// <summary>Called in the page's own context whenever there is a newer <see cref="View"/>, before it is drawn.</summary>
    protected virtual void OnView()
    {
    }

    private void Follow()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0)
        {
            _ = InvokeAsync(ShowAsync);
        }
    }

    private async Task ShowAsync()
    {
        Volatile.Write(ref _waiting, 0);
        View = Feed.Current;
        try
        {
            OnView();
        }
#pragma warning disable CA1031 // nobody waits for this: a page that went on with what it had would show the past as the present
        catch (Exception e)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(e);
            return;
        }

        StateHasChanged();
    }
}

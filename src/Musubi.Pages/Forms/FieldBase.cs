using Microsoft.AspNetCore.Components;
using Musubi.Model.Validation;
using Musubi.Pages.Shell;
using Musubi.Pages.Words;

namespace Musubi.Pages.Forms;

/// <summary>A field of a form: bound to a place in its draft, drawn again with whatever the controller says of it.</summary>
public abstract class FieldBase : ComponentBase, IDisposable
{
    [CascadingParameter]
    public FormState Form { get; set; } = null!;

    [CascadingParameter]
    public PageLook Look { get; set; } = new(Language.English, null);

    /// <summary>As the API names it, such as "policy.vlan".</summary>
    [Parameter]
    [EditorRequired]
    public string Path { get; set; } = "";

    [Parameter]
    [EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Of the control, for its label.</summary>
    protected string Id => "f-" + Path.Replace('.', '-').Replace('[', '-').Replace("]", "", StringComparison.Ordinal);

    protected FormTexts Texts => FormTexts.Of(Look.Language);

    protected IReadOnlyList<ValidationError> Errors => Form.ErrorsOf(Path);

    protected string? Invalid => Errors.Count > 0 ? "true" : null;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Form.Changed -= Draw;

    protected override void OnInitialized() => Form.Changed += Draw;

    private void Draw() => _ = InvokeAsync(StateHasChanged);
}

using MudBlazor;

namespace Musubi.Pages.Shell;

/// <summary>Colours and letters of the pages. Letters are those of the system: nothing is fetched from elsewhere.</summary>
public static class MusubiTheme
{
    private static readonly string[] Letters = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Noto Sans CJK JP", "Hiragino Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5cad",
            Secondary = "#5b4b8a",
            AppbarBackground = "#10243b",
            AppbarText = "#ffffff",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            DrawerBackground = "#ffffff",
            TextPrimary = "#16202c",
            TextSecondary = "#47535f",
            Success = "#1a7f37",
            Warning = "#9a5b00",
            Error = "#b3261e",
            Info = "#0b5cad",
            LinesDefault = "#d9dee4",
            TableLines = "#e3e7ec",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6cb2ff",
            PrimaryContrastText = "#0b1622",
            Secondary = "#b9a8f0",
            AppbarBackground = "#0b1622",
            AppbarText = "#e8edf3",
            Background = "#0f1720",
            Surface = "#16212d",
            DrawerBackground = "#121c27",
            TextPrimary = "#e8edf3",
            TextSecondary = "#aab6c3",
            Success = "#5cc97b",
            Warning = "#f0b14a",
            Error = "#ff8a80",
            ErrorContrastText = "#0b1622",
            Info = "#6cb2ff",
            LinesDefault = "#2a3846",
            TableLines = "#243140",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Letters, FontSize = "0.875rem" },
            H5 = new H5Typography { FontSize = "1.35rem", FontWeight = "600" },
            H6 = new H6Typography { FontSize = "1.05rem", FontWeight = "600" },
            Button = new ButtonTypography { TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "232px" },
    };
}

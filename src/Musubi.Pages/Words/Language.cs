namespace Musubi.Pages.Words;

/// <summary>The languages in which the pages speak.</summary>
public enum Language
{
    English,
    Japanese,
}

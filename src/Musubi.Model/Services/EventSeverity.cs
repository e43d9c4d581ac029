namespace Musubi.Model.Services;

public enum EventSeverity
{
    Normal,
    Warning,
}

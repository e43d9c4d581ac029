using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Where on its host an attachment's interface lives, as a key: two attachments must not have the same.</summary>
internal static class AttachmentPlace
{
    private static readonly string[] NamespaceFolders = ["/run/netns/", "/var/run/netns/"];

    public static string Of(AttachmentConfig attachment) => attachment switch
    {
        NamespaceAttachment inside => $"namespace {ShortName(inside.Namespace)} interface {inside.Interface}",
        TapAttachment tap => OnHost(tap.Interface),
        VhostUserAttachment shared => $"socket {shared.Socket}",
        HostAdapterAttachment adapter => OnHost(adapter.Interface),
        _ => "",
    };

    private static string OnHost(string name) => $"interface {name}";

    /// <summary>A namespace by its name, however it was written.</summary>
    private static string ShortName(string name)
    {
        foreach (string folder in NamespaceFolders)
        {
            if (name.StartsWith(folder, StringComparison.Ordinal))
            {
                return name[folder.Length..];
            }
        }

        return name;
    }
}

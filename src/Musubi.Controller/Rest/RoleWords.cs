using Musubi.Controller.Trust;

namespace Musubi.Controller.Rest;

/// <summary>Roles as the API writes them.</summary>
internal static class RoleWords
{
    public const string Rule = "must be admin or readOnly";

    public static string Of(ApiRole role) => role == ApiRole.Admin ? "admin" : "readOnly";

    public static ApiRole? Read(string? word) => word switch { "admin" => ApiRole.Admin, "readOnly" => ApiRole.ReadOnly, _ => null };
}

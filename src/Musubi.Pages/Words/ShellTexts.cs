namespace Musubi.Pages.Words;

/// <summary>What stands round every page. Both languages are whole: a text that one lacks does not compile.</summary>
public sealed record ShellTexts
{
    public required string Overview { get; init; }

    public required string Topology { get; init; }

    public required string Switches { get; init; }

    public required string Ports { get; init; }

    public required string Hosts { get; init; }

    public required string Vms { get; init; }

    public required string Events { get; init; }

    public required string SignIn { get; init; }

    public required string SignOut { get; init; }

    public required string Account { get; init; }

    public required string Password { get; init; }

    public required string WrongSignIn { get; init; }

    public required string TooOften { get; init; }

    public required string FirstSignIn { get; init; }

    public required string ReadOnly { get; init; }

    public required string Dark { get; init; }

    public required string Light { get; init; }

    public required string OtherLanguage { get; init; }

    public required string Menu { get; init; }

    public required string SkipToContent { get; init; }

    public required string NotFoundTitle { get; init; }

    public required string NotFoundText { get; init; }

    public required string Lost { get; init; }

    public required string LostText { get; init; }

    public required string Failed { get; init; }

    public required string Reload { get; init; }

    public required string Broken { get; init; }

    public required string Revision { get; init; }

    public static ShellTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static ShellTexts English { get; } = new()
    {
        Overview = "Overview",
        Topology = "Topology",
        Switches = "Switches",
        Ports = "Port groups and ports",
        Hosts = "Hosts",
        Vms = "VMs",
        Events = "Events and tasks",
        SignIn = "Sign in",
        SignOut = "Sign out",
        Account = "Account",
        Password = "Password",
        WrongSignIn = "The name or the password is wrong.",
        TooOften = "That was tried too often. Wait a minute, then try again.",
        FirstSignIn = "On a new controller the account is “admin”, and its password is in the file admin-password of the controller's folder.",
        ReadOnly = "read only",
        Dark = "Switch to dark",
        Light = "Switch to light",
        OtherLanguage = "日本語",
        Menu = "Open or close the menu",
        SkipToContent = "Skip to the content",
        NotFoundTitle = "Nothing is here",
        NotFoundText = "No page has this address, or what it showed is gone.",
        Lost = "The controller cannot be reached",
        LostText = "VMs go on communicating. This page comes back by itself when the controller does.",
        Failed = "This page could not be taken up again.",
        Reload = "Load it anew",
        Broken = "This page has failed. The controller's log says why.",
        Revision = "Revision",
    };

    private static ShellTexts Japanese { get; } = new()
    {
        Overview = "概要",
        Topology = "トポロジ",
        Switches = "スイッチ",
        Ports = "ポートグループとポート",
        Hosts = "ホスト",
        Vms = "仮想マシン",
        Events = "イベントとタスク",
        SignIn = "サインイン",
        SignOut = "サインアウト",
        Account = "アカウント",
        Password = "パスワード",
        WrongSignIn = "アカウント名またはパスワードが違います。",
        TooOften = "試行回数が多すぎます。1 分ほど待ってからやり直してください。",
        FirstSignIn = "新しいコントローラのアカウントは「admin」です。パスワードはコントローラのフォルダの admin-password ファイルにあります。",
        ReadOnly = "読み取り専用",
        Dark = "ダークモードに切り替え",
        Light = "ライトモードに切り替え",
        OtherLanguage = "English",
        Menu = "メニューを開閉",
        SkipToContent = "本文へ移動",
        NotFoundTitle = "ページがありません",
        NotFoundText = "このアドレスのページはないか、表示していた対象が削除されました。",
        Lost = "コントローラに接続できません",
        LostText = "仮想マシンの通信は続いています。コントローラが戻ると、このページは自動的に復帰します。",
        Failed = "このページを再開できませんでした。",
        Reload = "再読み込み",
        Broken = "このページで障害が発生しました。原因はコントローラのログに記録されています。",
        Revision = "リビジョン",
    };
}

namespace Musubi.Controller.Accounts;

/// <summary>Why somebody was not signed in.</summary>
internal enum SignInRefusal
{
    None,

    /// <summary>Name or password; which of them is not told.</summary>
    Wrong,

    /// <summary>It was tried too often of late: wait.</summary>
    TooOften,
}

using System.Text.Json.Serialization;

namespace Musubi.Model.Config;

/// <summary>Where the other end of the virtual cable is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NamespaceAttachment), "namespace")]
[JsonDerivedType(typeof(TapAttachment), "tap")]
[JsonDerivedType(typeof(VhostUserAttachment), "vhostUser")]
[JsonDerivedType(typeof(HostAdapterAttachment), "hostAdapter")]
public abstract record AttachmentConfig;

package io.exporterkit.redis.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The rights that an access list must grant: rules in the syntax of `ACL SETUSER`, each with the targets that need it.
/// Rules are listed by target because a server refuses a whole list for one unknown command. Immutable.
///
/// In: `Rights.to("type", "memory|usage").withKeys()`   Out, on a server: `~*`, `+type`, `+memory|usage`
public record Rights(List<Right> all) {
  /// No rights.
  public static final Rights NONE = new Rights(List.of());

  public Rights {
    all = List.copyOf(all);
  }

  /// The targets that need a right.
  public enum Where {
    /// All targets, including sentinels.
    ANYWHERE,
    /// All targets except sentinels.
    SERVER,
    /// Redis 7.0 and later, and the servers that are derived from it.
    REDIS_7,
    REDIS_8_8,
    VALKEY_8_1,
    /// Servers in cluster mode.
    CLUSTER,
    SENTINEL,
    /// Servers with a search module.
    SEARCH
  }

  /// A rule, such as `+config|get` or `~*`, and the targets that need it.
  public record Right(String rule, Where where) {}

  /// Returns the rights to these commands on servers. A subcommand is written `config|get`.
  public static Rights to(String... commands) {
    return on(Where.SERVER, commands);
  }

  /// Returns the rights to these commands on some targets.
  public static Rights on(Where where, String... commands) {
    return new Rights(Stream.of(commands).map(command -> new Right("+" + command, where)).toList());
  }

  /// Returns these rights and others.
  public Rights and(Rights more) {
    Set<Right> union = new LinkedHashSet<>(all);
    union.addAll(more.all);
    return new Rights(List.copyOf(union));
  }

  /// Returns these rights, for all keys.
  public Rights withKeys() {
    return new Rights(List.of(new Right("~*", Where.SERVER))).and(this);
  }

  /// Returns the rules that a target needs, the rules for keys first.
  ///
  /// @param kind all descriptions that apply to the target
  public List<String> rules(Set<Where> kind) {
    List<String> rules =
        all.stream().filter(r -> kind.contains(r.where())).map(Right::rule).distinct().toList();
    return Stream.concat(
            rules.stream().filter(rule -> !rule.startsWith("+")),
            rules.stream().filter(rule -> rule.startsWith("+")))
        .toList();
  }
}

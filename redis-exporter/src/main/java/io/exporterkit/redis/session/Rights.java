package io.exporterkit.redis.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What an access list must grant: rules as `ACL SETUSER` takes them, each with the targets that need it. A server refuses a whole list
/// for one command that it does not have.
///
/// In: `Rights.to("type", "memory|usage").withKeys()`   Out, on a server: `~*`, `+type`, `+memory|usage`
public record Rights(List<Right> all) {
  /// Nothing.
  public static final Rights NONE = new Rights(List.of());

  public Rights {
    all = List.copyOf(all);
  }

  /// The targets that need a right.
  public enum Where {
    /// All, sentinels too.
    ANYWHERE,
    /// All but sentinels.
    SERVER,
    /// Redis 7.0 and later, and what was made from it.
    REDIS_7,
    REDIS_8_8,
    VALKEY_8_1,
    /// Servers in cluster mode.
    CLUSTER,
    SENTINEL,
    /// Servers with a search module.
    SEARCH
  }

  /// One rule: `+config|get`, `~*`.
  public record Right(String rule, Where where) {}

  /// To use these commands, or subcommands as in `config|get`, on servers.
  public static Rights to(String... commands) {
    return on(Where.SERVER, commands);
  }

  /// To use these commands where there are such.
  public static Rights on(Where where, String... commands) {
    return new Rights(Stream.of(commands).map(command -> new Right("+" + command, where)).toList());
  }

  /// These, and those.
  public Rights and(Rights more) {
    Set<Right> union = new LinkedHashSet<>(all);
    union.addAll(more.all);
    return new Rights(List.copyOf(union));
  }

  /// These, and to use the commands for every key.
  public Rights withKeys() {
    return new Rights(List.of(new Right("~*", Where.SERVER))).and(this);
  }

  /// The rules that a target of this kind needs, those for keys first.
  public List<String> rules(Set<Where> kind) {
    List<String> rules =
        all.stream().filter(r -> kind.contains(r.where())).map(Right::rule).distinct().toList();
    return Stream.concat(
            rules.stream().filter(rule -> !rule.startsWith("+")),
            rules.stream().filter(rule -> rule.startsWith("+")))
        .toList();
  }
}

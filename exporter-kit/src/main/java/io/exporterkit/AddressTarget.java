package io.exporterkit;

import io.exporterkit.metric.Samples;
import io.exporterkit.net.Reasons;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Target;
import io.exporterkit.time.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The target at an address, with the history of its scrapes. The name of a target that a request names is looked up
/// here, so that the session is opened with addresses that were checked.
final class AddressTarget<A, S extends AutoCloseable> implements Target<S> {
  private static final String HIDDEN = "***";

  private final A address;
  private final Sessions<A, S> sessions;
  private final Map<String, String> labels;
  private final List<String> secrets;
  private final Optional<TargetCheck<A>> check;
  private final Optional<ModuleUse<A, S>> module;
  private final ScrapeHistory history = new ScrapeHistory();

  /// @param labels of all its samples
  /// @param secrets that no reason may show
  /// @param check of the target's addresses; empty for the target of the options
  /// @param module that the request chose; empty for none
  AddressTarget(
      A address,
      Sessions<A, S> sessions,
      Map<String, String> labels,
      List<String> secrets,
      Optional<TargetCheck<A>> check,
      Optional<ModuleUse<A, S>> module) {
    this.labels = new HashMap<>(labels);
    module.ifPresent(use -> this.labels.putAll(use.labels()));
    ConstantLabels.check(this.labels);
    this.address = address;
    this.sessions = sessions;
    this.secrets = new ArrayList<>(secrets);
    this.check = check;
    this.module = module;
    module.ifPresent(use -> this.secrets.addAll(use.secrets()));
  }

  @Override
  public S open(Deadline deadline, Samples out) throws Exception {
    if (check.isEmpty()) {
      return openAt(address, deadline);
    }
    Iterator<A> allowed = check.get().allowed(address, deadline).iterator();
    while (true) {
      A next = allowed.next();
      try {
        return openAt(next, deadline);
      } catch (IOException e) {
        if (!allowed.hasNext() || deadline.hasPassed()) {
          throw e;
        }
      }
    }
  }

  private S openAt(A to, Deadline deadline) throws Exception {
    return module.isPresent() ? module.get().open(to, deadline) : sessions.open(to, deadline);
  }

  @Override
  public String name() {
    return switch (address) {
      case InetSocketAddress socket -> socket.getHostString() + ":" + socket.getPort();
      case URI uri when uri.getRawUserInfo() != null ->
          uri.toString().replace(uri.getRawUserInfo() + "@", "");
      default -> address.toString();
    };
  }

  /// Returns a reason without secrets, and with `N` for numbers, so that they do not make a series each.
  @Override
  public String clean(String reason) {
    return Reasons.clean(reason, this::mask);
  }

  @Override
  public String mask(String text) {
    String clean = text;
    if (address instanceof URI uri && uri.getRawUserInfo() != null) {
      clean = clean.replace(uri.getRawUserInfo(), HIDDEN);
      String info = uri.getUserInfo();
      String password = info.substring(info.indexOf(':') + 1);
      clean = password.isEmpty() ? clean : clean.replace(password, HIDDEN);
    }
    for (String secret : secrets) {
      clean = clean.replace(secret, HIDDEN);
    }
    return clean;
  }

  @Override
  public Map<String, String> labels() {
    return labels;
  }

  @Override
  public ScrapeHistory history() {
    return history;
  }
}

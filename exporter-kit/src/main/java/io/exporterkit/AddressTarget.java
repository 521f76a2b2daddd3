package io.exporterkit;

import io.exporterkit.metric.Samples;
import io.exporterkit.net.Reasons;
import io.exporterkit.scrape.ScrapeHistory;
import io.exporterkit.scrape.Target;
import io.exporterkit.time.Deadline;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// The target at an address, with the history of its scrapes.
final class AddressTarget<A, S extends AutoCloseable> implements Target<S> {
  private static final String HIDDEN = "***";

  private final A address;
  private final Sessions<A, S> sessions;
  private final Map<String, String> labels;
  private final List<String> secrets;
  private final ScrapeHistory history = new ScrapeHistory();

  /// @param labels of all its samples
  /// @param secrets that no reason may show
  AddressTarget(
      A address, Sessions<A, S> sessions, Map<String, String> labels, List<String> secrets) {
    ConstantLabels.check(labels);
    this.labels = Map.copyOf(labels);
    this.address = address;
    this.sessions = sessions;
    this.secrets = secrets;
  }

  @Override
  public S open(Deadline deadline, Samples out) throws Exception {
    return sessions.open(address, deadline);
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
    return Reasons.clean(reason, this::hide);
  }

  private String hide(String reason) {
    String clean = reason;
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

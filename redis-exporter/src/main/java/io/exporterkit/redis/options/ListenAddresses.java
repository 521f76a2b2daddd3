package io.exporterkit.redis.options;

import io.exporterkit.options.Parser;
import io.exporterkit.web.ListenAddress;
import java.util.List;

/// A parser of addresses to listen on. An empty text means port 80 on every interface, as for Go's HTTP server.
final class ListenAddresses implements Parser<List<ListenAddress>> {
  private static final Parser<List<ListenAddress>> LIST =
      Parser.of("address", ListenAddress::parse).list();

  @Override
  public List<ListenAddress> parse(String text) {
    return LIST.parse(text.isEmpty() ? ":80" : text);
  }

  @Override
  public String word() {
    return "address";
  }

  @Override
  public List<ListenAddress> join(List<ListenAddress> before, List<ListenAddress> next) {
    return LIST.join(before, next);
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean readsEmptyVariables() {
    return true;
  }
}

package io.exporterkit.mixin;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Passes the [Landscape] to tests that have a parameter of this type. The first test starts it, and it ends after the
/// last test of all classes.
final class LandscapeExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Landscape.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .computeIfAbsent(Landscape.class, _ -> start(), Landscape.class);
  }

  private static Landscape start() {
    try {
      return new Landscape();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

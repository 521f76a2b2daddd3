package io.exporterkit.config;

import java.io.IOException;

/// A configuration file cannot be used. The message is `FILE:LINE:COLUMN: what is wrong: what would be right`, and
/// contains no value of the file, because the value may be a secret.
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message);
  }
}

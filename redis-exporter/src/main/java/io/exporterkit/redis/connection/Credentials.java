package io.exporterkit.redis.connection;

/// User and password for AUTH. Never printed.
///
/// @param user empty for the default user
/// @param password empty where no AUTH is sent
public record Credentials(String user, String password) {
  static final Credentials NONE = new Credentials("", "");

  boolean areGiven() {
    return !password.isEmpty();
  }

  Command auth() {
    return user.isEmpty() ? Command.of("AUTH", password) : Command.of("AUTH", user, password);
  }

  /// The text with the password in it made unreadable, since some servers repeat what they were sent.
  String hideIn(String text) {
    return password.isEmpty() ? text : text.replace(password, "***");
  }

  @Override
  public String toString() {
    return user + ":***";
  }
}

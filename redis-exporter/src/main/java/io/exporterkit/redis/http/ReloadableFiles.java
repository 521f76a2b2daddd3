package io.exporterkit.redis.http;

import io.exporterkit.Reload;
import io.exporterkit.redis.options.ExporterConfig;
import io.exporterkit.redis.options.LuaScript;
import io.exporterkit.redis.session.PasswordFile;
import io.exporterkit.redis.session.Passwords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The files that are read again on reload: the password file and the scripts. They are replaced only after all of them
/// are read successfully; otherwise the previous contents stay in use. Thread-safe.
public final class ReloadableFiles implements Reload {
  private static final String NOTHING_TO_READ =
      "there is neither a password file nor a script to read again";
  private static final String REFUSALS_FORGOTTEN = "commands that targets refused are sent again";

  private final boolean hasPasswordFile;
  private final PasswordFile passwordFile;
  private final Runnable forgetRefusals;
  private volatile List<LuaScript> scripts;

  /// @param forgetRefusals forgets the refusals of all targets, so that refused commands are sent again
  /// @throws IOException when the password file cannot be read
  public ReloadableFiles(ExporterConfig config, Runnable forgetRefusals) throws IOException {
    this.hasPasswordFile = config.passwordFile().isPresent();
    this.passwordFile = new PasswordFile(config.passwordFile());
    this.scripts = List.copyOf(config.features().scripts().files());
    this.forgetRefusals = forgetRefusals;
  }

  /// Returns the scripts in use.
  public List<LuaScript> scripts() {
    return scripts;
  }

  PasswordFile passwordFile() {
    return passwordFile;
  }

  /// Reads all files, and forgets the refusals of targets unless a file is invalid.
  @Override
  public Result reload() {
    if (!hasPasswordFile && scripts.isEmpty()) {
      forgetRefusals.run();
      return new Nothing(NOTHING_TO_READ + ": " + REFUSALS_FORGOTTEN);
    }
    List<String> wrong = new ArrayList<>();
    Passwords passwords = Passwords.NONE;
    try {
      passwords = passwordFile.read();
    } catch (IOException e) {
      wrong.add(e.getMessage());
    }
    List<LuaScript> read = new ArrayList<>();
    for (LuaScript script : scripts) {
      try {
        read.add(script.readAgain());
      } catch (IOException e) {
        wrong.add("script: " + e.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      return new Failed(wrong);
    }
    passwordFile.use(passwords);
    scripts = List.copyOf(read);
    forgetRefusals.run();
    return new Done(passwords + ", " + read.size() + " scripts");
  }
}

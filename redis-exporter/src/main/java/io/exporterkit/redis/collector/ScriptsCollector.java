package io.exporterkit.redis.collector;

import static io.exporterkit.metric.MetricDef.gauge;

import io.exporterkit.metric.MetricDef;
import io.exporterkit.metric.Samples;
import io.exporterkit.redis.info.ServerIdentity;
import io.exporterkit.redis.options.LuaScript;
import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.RedisErrorException;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.session.RedisCollector;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.redis.session.Standing;
import io.exporterkit.scrape.ForbiddenException;
import io.exporterkit.scrape.SkippedException;
import io.exporterkit.text.GoFloat;
import io.exporterkit.time.DeadlineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.Level;

/// A collector of values computed by Lua scripts on the server, by `EVAL script 0 0` or `EVAL_RO script 0 0`: without
/// keys, and `ARGV[1]` is `0`.
///
/// In:  `1) "orders" 2) "12" 3) "share" 4) "0.5"`, names and values alternately, values as strings or whole numbers
/// Out: `redis_script_values{key="orders",filename="shop.lua"} 12`, `redis_script_result{filename="shop.lua"} 1`
///
/// The scripts run one after the other, each once. When a script fails, the next one still runs, and the collector
/// fails with the server's reason. Reports `forbidden` where the user is not permitted to use the command, and
/// `skipped` where the server lacks the command.
final class ScriptsCollector implements RedisCollector {
  static final MetricDef VALUES =
      gauge("script_values", "Numbers returned by a Lua script, by the names in its reply.")
          .labels("key", "filename");
  static final MetricDef RESULT =
      gauge(
              "script_result",
              "Result of a Lua script: 1 for values, 2 for an empty table, 0 for an error, nil, or a reply that is not a list of names and numbers.")
          .labels("filename");

  private static final String PLACE_IN_SCRIPT = "@user_script";

  /// The text that Redis before 7.0 puts before the reason for a script's failure.
  private static final Pattern SCRIPT_NUMBER = Pattern.compile(" \\(call to f_[0-9a-f]{40}\\)");

  private final Supplier<List<LuaScript>> scripts;
  private final Command eval;
  private final boolean readOnly;
  private final Pattern evalInError;

  /// @param readOnly whether scripts run under `EVAL_RO`
  ScriptsCollector(Supplier<List<LuaScript>> scripts, boolean readOnly) {
    this.scripts = scripts;
    this.readOnly = readOnly;
    this.eval = readOnly ? Command.of("EVAL_RO").since(7, 0) : Command.of("EVAL");
    this.evalInError = Pattern.compile(readOnly ? "\\beval_ro\\b" : "\\beval\\b");
  }

  /// The result of a script, as the value of its metric.
  private enum Result {
    FAILED(0),
    VALUES(1),
    EMPTY(2);

    final int value;

    Result(int value) {
      this.value = value;
    }
  }

  @Override
  public String name() {
    return "scripts";
  }

  @Override
  public List<MetricDef> metrics() {
    return List.of(VALUES, RESULT);
  }

  /// Returns EVAL or EVAL_RO without arguments. It is never sent in this form: its name serves to query whether the
  /// server knows the command.
  @Override
  public List<Command> commands() {
    return List.of(eval);
  }

  @Override
  public List<Command> commands(ServerIdentity server) {
    return List.of();
  }

  /// Returns the right to use EVAL or EVAL_RO. The scripts' own commands need further rights.
  @Override
  public Rights rights() {
    return readOnly ? Rights.on(Rights.Where.REDIS_7, "eval_ro") : Rights.to("eval");
  }

  @Override
  public void collect(RedisSession session, Samples out)
      throws IOException, SkippedException, InterruptedException {
    List<String> failed = new ArrayList<>();
    boolean refused = false;
    for (LuaScript script : scripts.get()) {
      // A script that does not run has no result.
      session.deadline().check();
      Result result = Result.FAILED;
      String why = "";
      try {
        if (session.standing(eval) == Standing.REFUSED) {
          refused = true;
        } else {
          Reply reply = run(session, script);
          result = add(script, reply, out);
          why = reason(session, reply);
          refused = session.standing(eval) == Standing.REFUSED;
        }
      } catch (DeadlineException | RedisErrorException e) {
        throw e; // concerns the target, not this script
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
        // The connection is lost: the next script uses a new one.
      } finally {
        out.add(RESULT, result.value, script.filename());
      }
      if (result == Result.FAILED) {
        failed.add(script.filename() + " (" + why + ")");
      }
    }
    if (refused) {
      throw refusal(session);
    }
    if (!failed.isEmpty()) {
      throw new IOException("failed: " + String.join(", ", failed));
    }
  }

  private Reply run(RedisSession session, LuaScript script)
      throws IOException, InterruptedException {
    Batch batch = new Batch().commandWith(3, eval.toString());
    batch.with(script.bytes()).with("0").with("0");
    Reply reply = session.round(batch).all().getFirst();
    // An error of the script itself does not show whether EVAL is permitted.
    if (!(reply instanceof Reply.Error error) || isAboutEval(error)) {
      session.tried(eval, reply);
    }
    return reply;
  }

  /// Whether an error is about the command itself: it names the command before the arguments that the server repeats,
  /// and names no line of a script.
  ///
  /// In: `NOPERM User ann has no permissions to run the 'eval' command`   Out: true
  /// In: `ERR Unknown Redis command called from script script: 1c2d, on @user_script:1.`   Out: false
  private boolean isAboutEval(Reply.Error error) {
    String text = error.message().toLowerCase(Locale.ROOT);
    int arguments = text.indexOf("args beginning with");
    Matcher name = evalInError.matcher(arguments < 0 ? text : text.substring(0, arguments));
    return name.find() && !text.contains(PLACE_IN_SCRIPT);
  }

  /// Returns the reason for the failure of a script with this reply, in the server's words if it is an error.
  private String reason(RedisSession session, Reply reply) {
    if (!(reply instanceof Reply.Error(String message))) {
      return "the reply is not a list of names and numbers";
    }
    String text = SCRIPT_NUMBER.matcher(message).replaceFirst("");
    return String.valueOf(session.exception(eval, new Reply.Error(text)).getMessage());
  }

  /// Returns the exception with which the collector ends when no script can run.
  private SkippedException refusal(RedisSession session) throws IOException {
    SkippedException refusal = session.refusal(eval);
    if (refusal instanceof ForbiddenException) {
      return refusal;
    }
    String advice =
        ", which requires Redis 7.0: upgrade the server, or remove lua-script-read-only to run scripts with EVAL";
    return session.idle(
        Level.WARN, name(), "no script runs: the server has no " + eval + (readOnly ? advice : ""));
  }

  private static Result add(LuaScript script, Reply reply, Samples out) {
    if (!(reply instanceof Reply.Array(List<Reply> elements)) || elements.size() % 2 == 1) {
      return Result.FAILED;
    }
    if (elements.isEmpty()) {
      return Result.EMPTY;
    }
    // When a name occurs twice, the last value counts, as in the original exporter.
    Map<String, Double> values = new LinkedHashMap<>();
    Result result = Result.VALUES;
    for (int i = 0; i < elements.size(); i += 2) {
      double number = Replies.plainNumber(elements.get(i + 1));
      if (elements.get(i) instanceof Reply.Bulk name && !GoFloat.isNone(number)) {
        values.put(name.text(), number);
      } else {
        result = Result.FAILED;
      }
    }
    values.forEach((name, value) -> out.add(VALUES, value, name, script.filename()));
    return result;
  }
}

package io.exporterkit.redis.keys;

import io.exporterkit.redis.protocol.Batch;
import io.exporterkit.redis.protocol.Command;
import io.exporterkit.redis.protocol.Replies;
import io.exporterkit.redis.protocol.Reply;
import io.exporterkit.redis.protocol.Round;
import io.exporterkit.redis.session.RedisSession;
import io.exporterkit.redis.session.Rights;
import io.exporterkit.redis.session.Standing;
import io.exporterkit.scrape.ForbiddenException;
import io.exporterkit.scrape.SkippedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A walk through the keys of a server's current database, which a script sorts into groups, one SCAN per call. The
/// script runs on the server because only Lua matches Lua patterns exactly and because the keys need not be
/// transferred. A call handles a single batch of keys, which bounds its duration.
///
/// In:  `1) "17" (cursor) 2) "" (error) 3) :1 (memory known) 4) :10 (keys) 5) "user" 6) :9 (keys) 7) "648" (bytes) ...`
///
/// The script never ends with an error, because the server would count that error at each scrape. Used by one thread.
final class KeyGroupWalk {
  static final Rights RIGHTS = Rights.to("eval", "scan", "memory|usage").withKeys();

  private static final Command EVAL = Command.of("EVAL");
  private static final Command SCAN_IN_EVAL = Command.of("EVAL", "SCAN");
  private static final Command MEMORY_IN_EVAL = Command.of("EVAL", "MEMORY USAGE");

  /// ARGV: cursor, COUNT, whether to read the memory of keys (1 or 0), patterns.
  private static final String SCRIPT =
      """
      local page = redis.pcall('SCAN', ARGV[1], 'COUNT', ARGV[2])
      if page.err then
        return {ARGV[1], 'SCAN: ' .. page.err, 0, 0}
      end
      local usage = ARGV[3] == '1'
      local seen, names, counts, bytes, keys = {}, {}, {}, {}, 0
      for _, key in ipairs(page[2]) do
        if not seen[key] then
          seen[key] = true
          keys = keys + 1
          local group = 'unclassified'
          for i = 4, #ARGV do
            local found = {pcall(string.find, key, ARGV[i])}
            if not found[1] then
              return {ARGV[1], 'pattern ' .. (i - 3) .. ': ' .. tostring(found[2]), 0, 0}
            end
            if found[2] then
              group = table.concat(found, '', 4)
              break
            end
          end
          if not counts[group] then
            names[#names + 1] = group
            counts[group] = 0
            bytes[group] = 0
          end
          counts[group] = counts[group] + 1
          if usage then
            local used = redis.pcall('MEMORY', 'USAGE', key)
            if type(used) == 'number' then
              bytes[group] = bytes[group] + used
            elseif type(used) == 'table' and used.err then
              usage = false
            end
          end
        end
      end
      local answer = {page[1], '', usage and 1 or 0, keys}
      for _, group in ipairs(names) do
        answer[#answer + 1] = group
        answer[#answer + 1] = counts[group]
        answer[#answer + 1] = string.format('%.0f', bytes[group])
      end
      return answer
      """;

  private final List<String> patterns;
  private long count;
  private final KeyGroups groups;
  private byte[] cursor = {'0'};
  private boolean ended;
  private boolean usage = true;
  private long seen;

  /// @param groups the groups to which the keys are added
  KeyGroupWalk(List<String> patterns, long count, KeyGroups groups) {
    this.patterns = patterns;
    this.count = count;
    this.groups = groups;
  }

  boolean hasEnded() {
    return ended;
  }

  long seen() {
    return seen;
  }

  /// Returns the estimated fraction of the database that was walked through, as [KeyScan#progress()] does.
  double progress() {
    return ended ? 1 : KeyScan.progress(new String(cursor, StandardCharsets.ISO_8859_1));
  }

  /// Reads all keys, to the end of the scan.
  void run(RedisSession session) throws IOException, SkippedException, InterruptedException {
    for (Command kind : List.of(EVAL, SCAN_IN_EVAL)) {
      if (session.standing(kind) == Standing.REFUSED) {
        throw session.refusal(kind);
      }
    }
    count = session.scanCount(count);
    setUsage(session.standing(MEMORY_IN_EVAL) != Standing.REFUSED);
    while (!ended) {
      session.checkTime();
      Batch batch = new Batch().commandWith(3 + patterns.size(), "EVAL", SCRIPT, "0");
      batch.with(cursor).with(Long.toString(count)).with(usage ? "1" : "0");
      patterns.forEach(batch::with);
      // The call is never repeated after a lost connection because the script may still be running.
      Round round = session.round(batch);
      if (round.isTooLarge() && count > KeyScan.LEAST_COUNT) {
        count = KeyScan.smaller(session, count);
      } else {
        read(session, round.all().getFirst());
      }
    }
  }

  private void setUsage(boolean asked) {
    usage = asked;
    if (!asked) {
      groups.setBytesUnknown();
    }
  }

  private void read(RedisSession session, Reply reply)
      throws IOException, SkippedException, InterruptedException {
    if (session.standing(EVAL) == Standing.UNTRIED) {
      session.tried(EVAL, reply);
    }
    if (reply instanceof Reply.Error error) {
      if (session.standing(EVAL) == Standing.REFUSED) {
        throw session.refusal(EVAL);
      }
      throw session.exception(EVAL, error);
    }
    List<Reply> answer = Replies.list(reply, EVAL);
    if (answer.size() < 4
        || !(answer.get(0) instanceof Reply.Bulk next)
        || !(answer.get(1) instanceof Reply.Bulk wrong)) {
      throw new IOException("EVAL did not return groups of keys");
    }
    if (wrong.length() > 0) {
      if (wrong.text().startsWith("SCAN: ")) {
        session.refuse(SCAN_IN_EVAL, wrong.text());
        throw new ForbiddenException(wrong.text());
      }
      throw new IOException("check-key-groups: " + wrong.text());
    }
    if (usage && Replies.number(answer.get(2), EVAL) == 0) {
      setUsage(false);
      session.refuse(MEMORY_IN_EVAL, "MEMORY USAGE fails in a script");
    }
    seen += Replies.number(answer.get(3), EVAL);
    for (int i = 4; i + 2 < answer.size(); i += 3) {
      if (answer.get(i) instanceof Reply.Bulk name
          && answer.get(i + 2) instanceof Reply.Bulk bytes) {
        groups.add(name, Replies.number(answer.get(i + 1), EVAL), Long.parseLong(bytes.text()));
      }
    }
    cursor = next.bytes();
    ended = cursor.length == 1 && cursor[0] == '0';
  }
}

package io.exporterkit.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The manual page and the completions, written from a small table.
class ManPageTest {
  private static final OptionTable TABLE =
      new OptionTable(
          "db-exporter",
          List.of(
              Option.text("db.addr", "DB_ADDR", "db://h", ".hidden 'a\\b'. More.")
                  .group("connection"),
              Option.text("db.password", null, "secret", "Password [of a user].").secret(),
              Option.text("key-file", null, "", "File of the key.").file(),
              Option.text("level", null, "info", "Level.").choices("debug", "info"),
              Option.flag("debug", null, false, "Log all.")));

  @Test
  void writesAPageInRoff() {
    assertThat(
            ManPage.of(
                TABLE,
                "exporter for databases",
                List.of(ManPage.Section.of("DESCRIPTION", "First.", "Second.")),
                List.of(ManPage.Section.of("FILES", new ManPage.Entry("/etc/x", "A file.")))))
        .isEqualTo(
            """
            .\\" Generated from the table of options; do not edit.
            .TH DB\\-EXPORTER 1 "" "db\\-exporter" "User Commands"
            .SH NAME
            db\\-exporter \\- exporter for databases
            .SH SYNOPSIS
            .B db\\-exporter
            [\\fIflags\\fR]
            .SH DESCRIPTION
            .PP
            First.
            .PP
            Second.
            .SH OPTIONS
            .PP
            A flag is written \\-name value or \\-name=value, a boolean \\-name or \\-name=false, with one dash or two. A flag wins over its variable. Durations are written as in 15s, 1m30s or 500ms.
            .SS connection
            .TP
            \\fB\\-db.addr\\fR \\fItext\\fR
            \\&.hidden \\(aqa\\eb\\(aq. More.
            Variable: \\fBDB_ADDR\\fR.
            Default: db://h.
            .SS general
            .TP
            \\fB\\-db.password\\fR \\fItext\\fR
            Password [of a user].
            Default: ***.
            .TP
            \\fB\\-key\\-file\\fR \\fItext\\fR
            File of the key.
            .TP
            \\fB\\-level\\fR \\fItext\\fR
            Level.
            Default: info.
            .TP
            \\fB\\-debug\\fR
            Log all.
            Default: false.
            .SH FILES
            .TP
            \\fB/etc/x\\fR
            A file.
            """);
  }

  @Test
  void writesTheCompletionsOfZshAndFish() {
    assertThat(Completions.zsh(TABLE, "db_exporter"))
        .isEqualTo(
            """
            #compdef db-exporter db_exporter
            # Completion of db-exporter for zsh. Generated from the table of options; do not edit.
            _arguments \\
              '-db.addr=[.hidden '\\''a\\\\b'\\'']:text: ' \\
              '-db.password=[Password \\[of a user\\]]:text: ' \\
              '-key-file=[File of the key]:text:_files' \\
              '-level=[Level]:text:(debug info)' \\
              '-debug=-[Log all]::boolean:(true false)'
            """);
    assertThat(Completions.fish(TABLE, "db_exporter"))
        .isEqualTo(
            """
            # Completion of db-exporter for fish. Generated from the table of options; do not edit.
            for program in db-exporter db_exporter
              complete -c $program -f
              complete -c $program -o db.addr -x -d '.hidden \\'a\\\\b\\''
              complete -c $program -o db.password -x -d 'Password [of a user]'
              complete -c $program -o key-file -r -F -d 'File of the key'
              complete -c $program -o level -x -a 'debug info' -d 'Level'
              complete -c $program -o debug -d 'Log all'
            end
            """);
  }
}

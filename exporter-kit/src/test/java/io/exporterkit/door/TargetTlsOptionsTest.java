package io.exporterkit.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.exporterkit.TargetTlsOptions;
import io.exporterkit.options.OptionTable;
import io.exporterkit.options.OptionValues;
import io.exporterkit.options.ParseResult;
import io.exporterkit.tls.ClientContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS to targets, as the command line sets it.
class TargetTlsOptionsTest {
  private static final TargetTlsOptions OPTIONS = TargetTlsOptions.usual();
  private static final OptionTable TABLE =
      new OptionTable("lamp-exporter", "LAMP_EXPORTER_", List.of(OPTIONS.options()));

  private static OptionValues values(String... args) {
    return ((ParseResult.Parsed) TABLE.parse(List.of(args), Map.of())).values();
  }

  @Test
  void theDefaultIsTheSystemsAuthorities() {
    assertThat(OPTIONS.files(values())).isEqualTo(ClientContext.Files.NONE);
    assertThat(OPTIONS.files(values("--skip-tls-verification")).verify()).isFalse();
  }

  @Test
  void aCertificateAndItsKeyBelongTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OPTIONS.files(values("--tls-client-key-file=/k")))
        .withMessage("flag -tls-client-key-file: tls-client-cert-file is missing");
  }

  @Test
  void aBadFileIsReportedAtStart(@TempDir Path directory) throws IOException {
    Path bad = Files.writeString(directory.resolve("ca.pem"), "no certificate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OPTIONS.files(values("--tls-ca-cert-file=" + bad)))
        .withMessageStartingWith("TLS to targets: " + bad);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OPTIONS.files(values("--tls-ca-cert-file=s3cret")))
        .withMessage("flag -tls-ca-cert-file: the file does not exist");
  }
}

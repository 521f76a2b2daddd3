package io.exporterkit.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors in manifests: each row replaces a part of a valid file, and the problem is found.
class ManifestsTest {
  private static final String VALID =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: cache
        labels: {app: cache}
      spec:
        replicas: 1
        selector:
          matchLabels: {app: cache}
        template:
          metadata:
            labels: {app: cache, tier: data}
          spec:
            containers:
              - name: exporter
                image: exporter
                env:
                  - {name: FIRST, value: "1"}
                  - {name: SECOND, value: "2"}
                ports:
                  - {name: metrics, containerPort: 9121}
                resources:
                  limits: {memory: 96Mi}
                livenessProbe:
                  httpGet: {path: /, port: metrics}
                volumeMounts:
                  - {name: auth, mountPath: /auth}
              - name: other
                image: other
            volumes:
              - name: auth
                secret: {secretName: auth}
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: cache
        labels: {app: cache}
      spec:
        selector: {app: cache}
        ports:
          - {name: web, port: 80, targetPort: metrics}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata:
        name: cache
      spec:
        selector:
          matchLabels: {tier: data}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        name: cache
      spec:
        podSelector:
          matchExpressions:
            - {key: app, operator: In, values: [cache]}
        ingress:
          - ports:
              - port: 9121
      ---
      apiVersion: v1
      kind: Secret
      metadata:
        name: auth
      data:
        password: c2VjcmV0
      ---
      apiVersion: monitoring.coreos.com/v1
      kind: ServiceMonitor
      metadata:
        name: cache
      spec:
        selector:
          matchLabels: {app: cache}
        endpoints:
          - port: web
            interval: 30s
      ---
      apiVersion: monitoring.coreos.com/v1
      kind: PodMonitor
      metadata:
        name: cache
      spec:
        selector: {}
        podMetricsEndpoints:
          - port: metrics
      ---
      """;

  @Test
  void aValidFileIsRead() {
    Manifests manifests = Manifests.parse(VALID);
    assertThat(manifests.names())
        .containsExactly(
            "Deployment/cache",
            "Service/cache",
            "PodDisruptionBudget/cache",
            "NetworkPolicy/cache",
            "Secret/auth",
            "ServiceMonitor/cache",
            "PodMonitor/cache");
    V1Deployment deployment = manifests.get("Deployment", "cache", V1Deployment.class);
    assertThat(deployment.getSpec()).extracting(V1DeploymentSpec::getReplicas).isEqualTo(1);
    assertThatThrownBy(() -> manifests.get("Deployment", "other"))
        .hasMessageStartingWith("no Deployment/other in [Deployment/cache, ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          replicas: 1          | replica: 1            | Deployment/cache: spec.replica: unknown field
          replicas: 1          | replicas: "1"         | Deployment/cache: spec.replicas: expected integer: "1"
          replicas: 1          | replicas: 1.5         | Deployment/cache: spec.replicas: expected integer: 1.5
          replicas: 1          | replicas:             | Deployment/cache: spec.replicas: no value
          replicas: 1          | paused: 1             | Deployment/cache: spec.paused: expected boolean: 1
          replicas: 1          | paused: yes           | 'yes' needs quotes, because Kubernetes reads it as a boolean: line 7
          replicas: 1          | {replicas: 1          | while parsing a flow mapping
          apiVersion: apps/v1  | - a\\n---\\n           | a document is not a mapping: ["a"]
          value: "1"           | value: 1              | spec.template.spec.containers[0].env[0].value: expected text: 1
          memory: 96Mi         | memory: 96 MB         | resources.limits.memory: expected quantity: "96 MB"
          volumes:             | volume:               | Deployment/cache: spec.template.spec.volume: unknown field
          - name: other        | - workingDir: /       | Deployment/cache: spec.template.spec.containers[1].name: missing
          kind: Deployment     | kind: Deploymen       | Deploymen/cache: unknown kind Deploymen of apps/v1
          kind: PodMonitor     | kind: PodMonito       | unknown kind PodMonito of monitoring.coreos.com/v1
          kind: Deployment     | sort: Deployment      | no apiVersion, kind or metadata: {"apiVersion":"apps/v1",
          kind: Service        | kind: Service\\nkind: Service | found duplicate key kind
          password: c2VjcmV0   | password: secret!     | Secret/auth: data.password: expected text in base64: "secret!"
          name: SECOND         | name: FIRST           | container exporter: variable FIRST is there more than once
          name: other          | name: exporter        | Deployment/cache: container exporter is there more than once
          port: metrics}       | port: 9122}           | livenessProbe: no port 9122 of the container
          port: metrics}       | port: web}            | livenessProbe: no port web of the container
          targetPort: metrics  | targetPort: 9122      | Service/cache: no pod that it selects has the port 9122
          targetPort: metrics  | protocol: TCP         | Service/cache: no pod that it selects has the port 80
          name: auth, mount    | name: pass, mount     | container exporter: mount: no volume pass
          matchLabels: {app: cache} | matchLabels: {app: other} | Deployment/cache: spec.selector: {app=other} does not match
          selector: {app: cache} | selector: {app: oth} | Service/cache: selects no pods
          {tier: data}         | {tier: web}           | PodDisruptionBudget/cache: selects no pods
          operator: In         | operator: NotIn       | NetworkPolicy/cache: selects no pods
          port: 9121           | port: 9122            | NetworkPolicy/cache: no pod that it selects has the port 9122
          port: web            | port: metrics         | ServiceMonitor/cache: no Service that it selects has the port "metrics"
          port: web            | ports: web            | ServiceMonitor/cache: spec.endpoints[0].ports: unknown field
          interval: 30s        | interval: 30 s        | ServiceMonitor/cache: spec.endpoints[0].interval: must match pattern
          selector: {}         | selectors: {}         | PodMonitor/cache: spec: must have required property selector
          name: auth\\ndata    | name: Auth\\ndata     | Secret/Auth: metadata.name: not a valid name
          labels: {app: cache} | labels: {app: "a b"}  | Deployment/cache: metadata.labels.app: not a valid value: "a b"
          labels: {app: cache} | labels: {-: a}        | Deployment/cache: metadata.labels.-: not a valid name of a label
          name: metrics, cont  | name: metrics-of-redis, cont | not a valid name of a port: metrics-of-redis
          """)
  void anErrorIsFound(String part, String replacement, String problem) {
    // A file without the operator's kinds is read without a start of node.
    String base = problem.contains("Monito") ? VALID : VALID.split("---\napiVersion: monit", 2)[0];
    String valid = part.replace("\\n", "\n");
    assertThat(base).contains(valid);
    String text = base.replaceFirst(Pattern.quote(valid), replacement.replace("\\n", "\n"));
    assertThatThrownBy(() -> Manifests.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void equalNamesAreFound() {
    String service = VALID.split("---\n", -1)[1];
    assertThatThrownBy(() -> Manifests.parse(service + "---\n" + service))
        .hasMessage("Service/cache: more than one object of this name");
  }
}

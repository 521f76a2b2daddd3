{{/*
The names of these templates begin with prometheus-redis-exporter, because rules and extra manifests in values files
refer to them by these names. The labels of the selector must never change: a Deployment's selector is immutable.
*/}}

{{/* The name of the application. It is not the chart's own name, so that selectors stay the same after an upgrade. */}}
{{- define "prometheus-redis-exporter.name" -}}
{{- .Values.nameOverride | default "prometheus-redis-exporter" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of most objects: the release, followed by the application unless the release contains it. */}}
{{- define "prometheus-redis-exporter.fullname" -}}
{{- $name := .Values.nameOverride | default "prometheus-redis-exporter" -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $full | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "prometheus-redis-exporter.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "prometheus-redis-exporter.serviceAccountName" -}}
{{- $default := ternary (include "prometheus-redis-exporter.fullname" .) "default" .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default $default -}}
{{- end -}}

{{- define "prometheus-redis-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "prometheus-redis-exporter.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* The labels of all objects. */}}
{{- define "prometheus-redis-exporter.labels" -}}
{{- include "redis-exporter.labelsWith" (list . dict) -}}
{{- end -}}

{{/* The labels of all objects and further labels, which win over all labels except those of the selector. */}}
{{- define "redis-exporter.labelsWith" -}}
{{- $root := index . 0 -}}
{{- $labels := dict
  "helm.sh/chart" (include "prometheus-redis-exporter.chart" $root)
  "app.kubernetes.io/version" $root.Chart.AppVersion
  "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- $selector := include "prometheus-redis-exporter.selectorLabels" $root | fromYaml -}}
{{- merge $selector (index . 1 | default dict) ($root.Values.customLabels | default dict) $labels
  | include "redis-exporter.texts" -}}
{{- end -}}

{{/* A mapping whose values are all texts, as labels and annotations require. */}}
{{- define "redis-exporter.texts" -}}
{{- $texts := dict -}}
{{- range $key, $value := . -}}
{{- $_ := set $texts $key (include "redis-exporter.text" $value) -}}
{{- end -}}
{{- toYaml $texts -}}
{{- end -}}

{{/* A value as text: 1000000, not 1e+06. */}}
{{- define "redis-exporter.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}
{{- printf "%.0f" . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* The arguments of the exporter. */}}
{{- define "redis-exporter.args" -}}
{{- $args := list -}}
{{- range $flag, $value := .Values.extraArgs -}}
{{- $args = append $args (printf "--%s=%s" $flag (include "redis-exporter.text" $value)) -}}
{{- end -}}
{{- toYaml $args -}}
{{- end -}}

{{/* The port that the exporter listens on: 9121, or the port of the extra argument web.listen-address. */}}
{{- define "redis-exporter.port" -}}
{{- get (.Values.extraArgs | default dict) "web.listen-address" | toString | regexFind "[0-9]+$" | default 9121 -}}
{{- end -}}

{{/* The file of a server option, by its flag: from extraArgs, env or redisTlsConfig. Empty if the option is not set. */}}
{{- define "redis-exporter.serverFile" -}}
{{- $root := index . 0 -}}
{{- $flag := index . 1 -}}
{{- $variable := printf "REDIS_EXPORTER_%s" ($flag | upper | replace "-" "_") -}}
{{- $file := "" -}}
{{- range include "redis-exporter.env" $root | fromYamlArray -}}
{{- if eq .name $variable -}}
{{- $file = .value | default "set" -}}
{{- end -}}
{{- end -}}
{{- get ($root.Values.extraArgs | default dict) $flag | default $file -}}
{{- end -}}

{{/* The TLS files as a list of mappings with file, variable, and name and key of the secret. */}}
{{- define "redis-exporter.tlsFiles" -}}
{{- $files := list -}}
{{- $tls := .Values.redisTlsConfig -}}
{{- if $tls.enabled -}}
{{- range list
  (list "caCertFile" "tls-ca-cert.crt" "REDIS_EXPORTER_TLS_CA_CERT_FILE")
  (list "clientKeyFile" "tls-client-key.key" "REDIS_EXPORTER_TLS_CLIENT_KEY_FILE")
  (list "clientCertFile" "tls-client-cert.crt" "REDIS_EXPORTER_TLS_CLIENT_CERT_FILE")
  (list "serverKeyFile" "tls-server-key.key" "REDIS_EXPORTER_TLS_SERVER_KEY_FILE")
  (list "serverCertFile" "tls-server-cert.crt" "REDIS_EXPORTER_TLS_SERVER_CERT_FILE")
  (list "serverCaCertFile" "tls-server-ca-cert.crt" "REDIS_EXPORTER_TLS_SERVER_CA_CERT_FILE") -}}
{{- $secret := (get $tls (index . 0) | default dict).secret | default dict -}}
{{- if $secret.name -}}
{{- $files = append $files
  (dict "file" (index . 1) "variable" (index . 2) "name" $secret.name "key" $secret.key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $files -}}
{{- end -}}

{{/* The variables that follow from other values than env. */}}
{{- define "redis-exporter.generatedEnv" -}}
{{- $values := .Values -}}
- name: REDIS_ADDR
{{- if $values.redisAddressConfig.enabled }}
  {{- $source := $values.redisAddressConfig.source }}
  {{- if not $source.name }}
  {{- $source = $values.redisAddressConfig.configmap | default dict }}
  {{- end }}
  valueFrom:
    {{ ternary "secretKeyRef" "configMapKeyRef" $values.redisAddressConfig.isSecret }}:
      name: {{ $source.name | quote }}
      key: {{ $source.key | quote }}
{{- else }}
  value: {{ $values.redisAddress | default "" | quote }}
{{- end }}
{{- if and $values.redisTlsConfig.enabled $values.redisTlsConfig.skipTlsVerification }}
- name: REDIS_EXPORTER_SKIP_TLS_VERIFICATION
  value: "true"
{{- end }}
{{- range include "redis-exporter.tlsFiles" . | fromYamlArray }}
- name: {{ .variable }}
  value: {{ printf "%s/%s" $values.redisTlsConfig.mountPath .file | quote }}
{{- end }}
{{- with $values.auth }}
{{- if and .enabled .redisPasswordFile.secret.name }}
- name: REDIS_PASSWORD_FILE
  value: {{ printf "%s/%s" .redisPasswordFile.mountPath .redisPasswordFile.secret.key | quote }}
{{- else if .enabled }}
- name: REDIS_PASSWORD
  {{- if .secret.name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret.name | quote }}
      key: {{ .secret.key | quote }}
  {{- else }}
  value: {{ include "redis-exporter.text" (.redisPassword | default "") | quote }}
  {{- end }}
{{- if .redisUser }}
- name: REDIS_USER
  value: {{ include "redis-exporter.text" .redisUser | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- if $values.script }}
- name: REDIS_EXPORTER_SCRIPT
  value: /script/script.lua
{{- end }}
{{- end -}}

{{/* All variables, each name once: the last one wins, as in a container that has a variable twice. */}}
{{- define "redis-exporter.env" -}}
{{- $all := concat (include "redis-exporter.generatedEnv" . | fromYamlArray) (.Values.env | default list) -}}
{{- $last := dict -}}
{{- range $i, $variable := $all -}}
{{- $_ := set $last $variable.name $i -}}
{{- end -}}
{{- $env := list -}}
{{- range $i, $variable := $all -}}
{{- if eq $i (get $last $variable.name) -}}
{{- $env = append $env $variable -}}
{{- end -}}
{{- end -}}
{{- toYaml $env -}}
{{- end -}}

{{/*
A probe, from a list of the root, the value of the probe and the path of the default request. A probe cannot present a
client certificate: where the exporter requires one, the default is to open a connection. The original exporter has
neither /-/healthy nor /-/ready; its image is probed by /health.
*/}}
{{- define "redis-exporter.probe" -}}
{{- $root := index . 0 -}}
{{- $probe := index . 1 -}}
{{- if $probe -}}
{{- toYaml $probe -}}
{{- else if include "redis-exporter.serverFile" (list $root "tls-server-ca-cert-file") -}}
tcpSocket:
  port: exporter-port
timeoutSeconds: 5
{{- else -}}
httpGet:
  path: {{ ternary "/health" (index . 2) (hasSuffix "redis_exporter" $root.Values.image.repository) }}
  port: exporter-port
  {{- if include "redis-exporter.serverFile" (list $root "tls-server-cert-file") }}
  scheme: HTTPS
  {{- end }}
timeoutSeconds: 5
{{- end -}}
{{- end -}}

{{/* The volumes of the pod. */}}
{{- define "redis-exporter.volumes" -}}
{{- if .Values.script }}
- name: script-mount
  configMap:
    name: {{ .Values.script.configmap | quote }}
    items:
      - key: {{ .Values.script.keyname | quote }}
        path: script.lua
{{- end }}
{{- if and .Values.auth.enabled .Values.auth.redisPasswordFile.secret.name }}
- name: redis-password-file-mount
  secret:
    secretName: {{ .Values.auth.redisPasswordFile.secret.name | quote }}
{{- end }}
{{- with include "redis-exporter.tlsFiles" . | fromYamlArray }}
- name: tls
  projected:
    sources:
      {{- range . }}
      - secret:
          name: {{ .name | quote }}
          items:
            - key: {{ .key | quote }}
              path: {{ .file }}
      {{- end }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The mounts of the container. */}}
{{- define "redis-exporter.volumeMounts" -}}
{{- if .Values.script }}
- name: script-mount
  mountPath: /script
  readOnly: true
{{- end }}
{{- if and .Values.auth.enabled .Values.auth.redisPasswordFile.secret.name }}
- name: redis-password-file-mount
  mountPath: {{ .Values.auth.redisPasswordFile.mountPath | quote }}
  readOnly: true
{{- end }}
{{- if include "redis-exporter.tlsFiles" . | fromYamlArray }}
- name: tls
  mountPath: {{ .Values.redisTlsConfig.mountPath | quote }}
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/*
The security context of the pod. Without values of the user it forbids root; the user of the image is a number, which
the kubelet can check. A value of the user, of the pod or of the container, replaces the default completely.
*/}}
{{- define "redis-exporter.podSecurityContext" -}}
{{- $own := .Values.podSecurityContext | default .Values.specSecurityContext -}}
{{- if $own -}}
{{- toYaml $own -}}
{{- else if not .Values.securityContext -}}
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}
{{- end -}}

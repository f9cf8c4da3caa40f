{{- define "staithe.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for the suffixes that the chart and the controller of the stateful set append. */}}
{{- define "staithe.fullname" -}}
{{- $name := include "staithe.name" . }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 45 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 45 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 45 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "staithe.selector" -}}
app.kubernetes.io/name: {{ include "staithe.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "staithe.labels" -}}
{{ include "staithe.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "staithe.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{- define "staithe.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "staithe.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{/* Not empty if nothing lies on a volume, so that there may be any number of nodes. */}}
{{- define "staithe.clustered" -}}
{{- if and .Values.database.url .Values.s3.bucket }}true{{ end }}
{{- end }}

{{/* Environment variables with secrets, by reference. */}}
{{- define "staithe.secrets" -}}
{{- with .Values.database.passwordSecret }}
{{- if .name }}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .name }}
      key: {{ .key }}
{{- end }}
{{- end }}
{{- with .Values.access.adminPasswordSecret }}
{{- if .name }}
- name: STAITHE_ACCESS_ADMINPASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .name }}
      key: {{ .key }}
{{- end }}
{{- end }}
{{- with .Values.s3.credentialsSecret }}
{{- if .name }}
- name: STAITHE_STORAGE_S3_ACCESSKEYID
  valueFrom:
    secretKeyRef:
      name: {{ .name }}
      key: {{ .accessKeyIdKey }}
- name: STAITHE_STORAGE_S3_SECRETACCESSKEY
  valueFrom:
    secretKeyRef:
      name: {{ .name }}
      key: {{ .secretAccessKeyKey }}
{{- end }}
{{- end }}
{{- end }}

{{/* The settings that the rest of the chart relies on, under those of the user. */}}
{{- define "staithe.config" -}}
{{- $own := dict
      "spring" (dict "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%ds" (int .Values.shutdown.drainSeconds))))
      "management" (dict
        "server" (dict "address" "0.0.0.0")
        "endpoints" (dict "web" (dict "exposure" (dict "include" "health, info, prometheus")))) }}
{{- with .Values.database }}
{{- if .url }}
{{- $_ := set $own.spring "datasource" (dict "url" .url) }}
{{- if .username }}
{{- $_ := set $own.spring.datasource "username" .username }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.s3 }}
{{- if .bucket }}
{{- $s3 := dict "bucket" .bucket "path-style" .pathStyle }}
{{- if .region }}
{{- $_ := set $s3 "region" .region }}
{{- end }}
{{- if .endpoint }}
{{- $_ := set $s3 "endpoint" .endpoint }}
{{- end }}
{{- $_ := set $own "staithe" (dict "storage" (dict "type" "s3" "s3" $s3)) }}
{{- end }}
{{- end }}
{{- with .Values.access.anonymous }}
{{- $_ := set $own "staithe" (merge (dict "access" (dict "anonymous" .)) ($own.staithe | default dict)) }}
{{- end }}
{{- mergeOverwrite $own (deepCopy .Values.config) | toYaml }}
{{- end }}

{{/* The peers of one port: those that are named, or the pods of the namespace. */}}
{{- define "staithe.peers" -}}
{{- if . }}
{{- toYaml . }}
{{- else -}}
- podSelector: {}
{{- end }}
{{- end }}

{{/* Of the ingress or the route: the registry, the token server that it sends clients to, and the API if it is wanted. */}}
{{- define "staithe.paths" -}}
- {path: /v2/, type: Prefix}
- {path: /token, type: Exact}
- {path: /.well-known/jwks.json, type: Exact}
{{- if .api }}
- {path: /api/, type: Prefix}
{{- end }}
{{- end }}

{{/* The value of a setting in config, as JSON, be its name nested or dotted; empty if there is none. */}}
{{- define "staithe.setting" -}}
{{- $value := .config }}
{{- range splitList "." .name }}
{{- $value = ternary (get (default dict $value) .) nil (and (kindIs "map" $value) (hasKey (default dict $value) .)) }}
{{- end }}
{{- if kindIs "invalid" $value }}
{{- $value = get .config .name }}
{{- end }}
{{- with $value }}
{{- toJson . }}
{{- end }}
{{- end }}

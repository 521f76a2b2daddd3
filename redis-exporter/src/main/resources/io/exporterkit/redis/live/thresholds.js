// Thresholds of mixin/config.libsonnet. Written by mixin/render.
export const thresholds = {
  clientsRatioWarning: 0.8,
  commandSecondsWarning: 0.01,
  evictedKeysPerSecondWarning: 10,
  fragmentationBytesMin: 268435456,
  fragmentationRatioWarning: 1.5,
  hitRatioWarning: 0.8,
  lookupsPerSecondMin: 10,
  memoryUsedRatioCritical: 0.95,
  memoryUsedRatioWarning: 0.8,
  replicaLagBytesWarning: 16777216,
  replicaLagSecondsWarning: 10,
};

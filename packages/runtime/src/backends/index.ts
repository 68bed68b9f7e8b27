// What can be told of backends without loading TensorFlow.js: nothing here may import it except when a backend is loaded.
export { backendNames, type BackendFacts, type BackendName, type BackendOptions, type BackendStatus } from './backend-status.ts';
export { probeBackends } from './probe-backends.ts';

export { HubServer, type Fault, type HubServerOptions, type SeenRequest } from './hub-server.ts';
export { gitBlobSha1, hubRepo, sha256, type HubRepo, type HubRepoFile } from './hub-repo.ts';
export * from './faults.ts';

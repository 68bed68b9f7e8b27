export * from './types.ts';
export { hubSettings, type HubSettings } from './settings.ts';
export { looksLikeHubId, parseHubId, type HubId } from './hub-id.ts';
export { resolveHubFolder } from './resolve-hub-folder.ts';
export { assertMayPush, pushFiles, type PushedFile, type PushOptions, type PushResult } from './push-files.ts';
export { planDownload, type DownloadPlan, type PlannedFile } from './plan-download.ts';
export { modelFiles } from './model-files.ts';
export { listCached, originOf, type CachedRevision } from './cached-repos.ts';
export { removeDamaged, verifyAgainst, verifyCached, verifyListed, type VerifiedFile, type VerifyOptions } from './verify-files.ts';

export * from './types.ts';
export { hubSettings, type HubSettings } from './settings.ts';
export { looksLikeHubId, parseHubId, type HubId } from './hub-id.ts';
export { resolveHubFolder } from './resolve-hub-folder.ts';

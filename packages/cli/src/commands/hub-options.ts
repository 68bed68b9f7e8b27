// What models and data sets of the hub have in common on the command line.

export const revisionOption = { type: 'string', describe: 'branch, tag or commit', defaultDescription: 'main' } as const;
export const hubDryRunOption = { type: 'boolean', default: false, describe: 'say what would be downloaded, and download nothing' } as const;
export const removeDamagedOption = { type: 'boolean', default: false, describe: 'remove what is damaged from the cache, so that it can be downloaded again' } as const;
export const againstOption = { type: 'string', describe: 'owner/name[@revision] that a folder is a copy of', defaultDescription: 'none' } as const;
export const cacheEpilogue = 'The cache is the one of Python’s huggingface_hub: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE count.';

import { SkillNeuronsError } from '@skill-neurons/core';

/** A repository of the hub, and a revision of it. */
export interface HubId {
  repo: string;
  /** Undefined when the id names none. */
  revision: string | undefined;
}

const commitPattern = /^[0-9a-f]{40}$/;

export function isCommit(revision: string): boolean {
  return commitPattern.test(revision);
}

/** Splits `owner/name@revision`. @throws HUB_ID_INVALID, HUB_REVISION_INVALID */
export function parseHubId(id: string): HubId {
  const at = id.indexOf('@');
  const repo = at < 0 ? id : id.slice(0, at);
  const revision = at < 0 ? undefined : id.slice(at + 1);
  checkRepo(repo);
  if (revision !== undefined) checkRevision(revision);
  return { repo, revision };
}

/** True for what can only be meant as `owner/name[@revision]`: one slash, no leading dot. */
export function looksLikeHubId(text: string): boolean {
  const [repo = ''] = text.split('@', 1);
  return repo.includes('/') && repoProblem(repo) === undefined;
}

/** @throws HUB_ID_INVALID unless this is `owner/name` or `name` by the hub's rules; such a name is safe as a folder's. */
export function checkRepo(repo: string): void {
  const problem = repoProblem(repo);
  if (problem !== undefined) throw new SkillNeuronsError({ code: 'HUB_ID_INVALID', message: problem, where: repo.slice(0, 200), hint: 'a hub id is owner/name or owner/name@revision, as in FacebookAI/roberta-base' });
}

function repoProblem(repo: string): string | undefined {
  const parts = repo.split('/');
  if (parts.length > 2) return 'a hub id has one slash at most';
  if (!parts.every((part) => /^[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?$/.test(part))) return 'not a hub id: letters, digits, - _ and . only, at most 96 of them, and no - or . at the ends';
  if (repo.includes('--') || repo.includes('..')) return 'a hub id holds neither -- nor ..';
  if (repo.endsWith('.git')) return 'a hub id does not end with .git';
  return undefined;
}

/** @throws HUB_REVISION_INVALID unless this can be the name of a branch, tag or commit; such a name is safe as a relative path. */
export function checkRevision(revision: string): void {
  const parts = revision.split('/');
  const valid = revision.length <= 200 && parts.every((part) => /^[\w+=,.~-]*[\w+=~-]$/.test(part) && !part.startsWith('.') && !part.startsWith('-') && !part.includes('..') && !part.endsWith('.lock'));
  if (!valid) throw new SkillNeuronsError({ code: 'HUB_REVISION_INVALID', message: 'this cannot be a branch, tag or commit', where: JSON.stringify(revision.slice(0, 200)), hint: 'name a branch, a tag or a commit hash, such as main' });
}

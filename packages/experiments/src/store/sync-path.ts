import { open } from 'node:fs/promises';

/** Brings a file, or the names in a folder, to the disk. Systems that cannot open folders keep names by themselves. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EISDIR' || error.code === 'EPERM' || error.code === 'EACCES') return null;
    throw error;
  });
  try {
    await handle?.sync().catch((error: NodeJS.ErrnoException) => {
      // Some file systems refuse to sync folders, and a read-only one has nothing to sync.
      if (!['EINVAL', 'EPERM', 'EROFS', 'EISDIR', 'ENOTSUP'].includes(error.code ?? '')) throw error;
    });
  } finally {
    await handle?.close();
  }
}

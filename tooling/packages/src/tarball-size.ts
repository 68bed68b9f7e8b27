import { list } from 'tar';

/** Bytes of all files in a tarball, and of those of them that are run (JavaScript). */
export async function tarballSize(tarball: string): Promise<{ unpacked: number; javascript: number }> {
  const size = { unpacked: 0, javascript: 0 };
  await list({
    file: tarball,
    onReadEntry: ({ path, size: bytes }) => {
      size.unpacked += bytes;
      if (path.endsWith('.js')) size.javascript += bytes;
    },
  });
  return size;
}

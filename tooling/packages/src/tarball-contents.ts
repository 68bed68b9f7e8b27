import { list } from 'tar';

/** Bytes of all files in a tarball, unpacked. */
export async function tarballSize(tarball: string): Promise<number> {
  let size = 0;
  await list({ file: tarball, onReadEntry: (entry) => void (size += entry.size) });
  return size;
}

/** Paths of all files in a tarball. */
export async function tarballFiles(tarball: string): Promise<string[]> {
  const paths: string[] = [];
  await list({ file: tarball, onReadEntry: ({ path }) => void paths.push(path) });
  return paths;
}

/** The package as `npm pack` makes it. */
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../common/project';
import { run } from './commands';

/** What a clean checkout has not. */
const NOT_CHECKED_OUT = new Set(['.git', 'node_modules', 'dist', 'test-results', '.cache']);

/** A copy of the project as it is checked out, in which nothing is built; `use` it while it is there. */
export async function withCleanCheckout<T>(use: (checkout: string) => Promise<T>): Promise<T> {
  const checkout = await mkdtemp(join(tmpdir(), 'resnest-webgpu-checkout-'));
  try {
    for (const name of await readdir(root))
      if (!NOT_CHECKED_OUT.has(name))
        await cp(join(root, name), join(checkout, name), {
          recursive: true,
          filter: (path) => !NOT_CHECKED_OUT.has(basename(path)), // site/ has packages of its own
        });
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'), 'junction');
    return await use(checkout);
  } finally {
    await rm(checkout, { recursive: true });
  }
}

/** Packs a checkout into `folder`; answers with the tarball's path. */
export async function pack(checkout: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const printed = await run('npm', ['pack', '--silent', '--pack-destination', folder], checkout);
  return join(folder, basename(printed.trim().split('\n').at(-1) ?? ''));
}

/** Unpacks a tarball where a project finds it, without npm. */
export async function unpack(tarball: string, project: string): Promise<void> {
  const target = join(project, 'node_modules/resnest-webgpu');
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components', '1'], project);
}

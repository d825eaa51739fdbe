/** Where the project lies. */
import { join, resolve } from 'node:path';

/** The project's folder. */
export const root = resolve(import.meta.dirname, '../..');

/** What `npm run build` makes. */
export const dist = join(root, 'dist');

/** Compiles programs by RADV, which `tools/radv/compile.py` drives. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../common/project';
import { blame } from '../common/words';
import { type Code, readAssembly } from './assembly';
import type { Program } from './programs';

/** What the compiler made of a program for one GPU. */
export interface Compiled {
  readonly vgprs: number;
  readonly sgprs: number;
  readonly spills: number;
  /** Waves that a SIMD can hold at once, as the compiler counts them. */
  readonly waves: number;
  /** Bytes of machine code, and of workgroup memory. */
  readonly codeBytes: number;
  readonly sharedBytes: number;
  readonly code: Code;
}

/** What all programs became for one GPU, by their ids. */
export interface CompiledFor {
  readonly driver: string;
  readonly programs: ReadonlyMap<string, Compiled>;
}

interface Told {
  readonly driver?: string;
  readonly id: string;
  readonly statistics: Readonly<Record<string, number>>;
  readonly assembly: string;
}

/** Reads what the compiler says of a program. Throws where one of its numbers is missing. */
export function readCompiled({ id, statistics, assembly }: Omit<Told, 'driver'>): Compiled {
  const number = (name: string): number => {
    const value = statistics[name];
    if (value === undefined) throw new Error(`RADV said nothing about ${name} of ${id}; use the Mesa of docs/gpu.md`);
    return value;
  };
  return {
    vgprs: number('VGPRs'),
    sgprs: number('SGPRs'),
    spills: number('Spilled VGPRs') + number('Spilled SGPRs') + number('Scratch size'),
    waves: number('Subgroups per SIMD'),
    codeBytes: number('Code size'),
    sharedBytes: number('LDS size'),
    code: readAssembly(assembly),
  };
}

/** Compiles all programs for one GPU in a process of its own. */
export async function compileFor(
  gpu: string,
  programs: readonly Program[],
  python: string,
  signal: AbortSignal,
): Promise<CompiledFor> {
  const script = join(root, 'tools/radv/compile.py');
  const child = spawn(python, [script, gpu], { stdio: ['pipe', 'pipe', 'pipe'], signal });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => undefined); // the exit code says why it has gone
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  ended.catch(() => undefined);
  for (const { id, bindings, words } of programs) {
    const spirv = Buffer.from(words.buffer, words.byteOffset, words.byteLength).toString('base64');
    child.stdin.write(`${JSON.stringify({ id, bindings, spirv })}\n`);
  }
  child.stdin.end();
  let driver = '';
  const found = new Map<string, Compiled>();
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as Told;
    if (told.driver === undefined) found.set(told.id, readCompiled(told));
    else driver = told.driver;
  }
  const code = await ended.catch((error: unknown) => blame(python, error));
  if (code !== 0 || found.size !== programs.length) {
    const last = errors.trim().split('\n').at(-1) ?? '';
    throw new Error(
      `RADV compiled ${found.size} of ${programs.length} programs for ${gpu}: ${last || `exit code ${code}`}`,
    );
  }
  return { driver, programs: found };
}

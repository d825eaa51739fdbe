/** Compiles the programs of all plans for all GPUs, and models their runs. */
import { type Compiled, compileFor } from './compile';
import { type Gpu, GPUS } from './gpus';
import { modelRun, type ModelledRun } from './model';
import { allRuns, type Program } from './programs';

/** Compilers at a time: each takes a core. */
const AT_ONCE = 2;

/** What the compiler made of one program for one GPU. */
export interface Row {
  readonly gpu: Gpu;
  readonly program: Program;
  readonly compiled: Compiled;
}

export interface Report {
  /** The compiler's version. */
  readonly driver: string;
  readonly rows: readonly Row[];
  readonly runs: readonly ModelledRun[];
}

/** Makes the report; `tell` hears how far it has come. */
export async function makeReport(python: string, signal: AbortSignal, tell: (line: string) => void): Promise<Report> {
  const { runs, programs } = allRuns();
  tell(`${programs.length} programs of ${runs.length} plans, for ${GPUS.length} GPUs`);
  const waiting = [...GPUS];
  const drivers = new Set<string>();
  const compiled = new Map<Gpu, ReadonlyMap<string, Compiled>>();
  const stopping = new AbortController();
  const stopped = AbortSignal.any([signal, stopping.signal]);
  const work = async (): Promise<void> => {
    for (let gpu = waiting.shift(); gpu; gpu = waiting.shift()) {
      const { driver, programs: found } = await compileFor(gpu.name, programs, python, stopped);
      drivers.add(driver.split(',')[0] ?? driver);
      compiled.set(gpu, found);
      tell(`${gpu.name}: ${found.size} programs compiled`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    stopping.abort(); // the other compiler would go on for minutes
    throw error;
  }
  const of = (gpu: Gpu): ReadonlyMap<string, Compiled> => compiled.get(gpu) ?? new Map<string, Compiled>();
  return {
    driver: [...drivers].join(', '),
    rows: GPUS.flatMap((gpu) =>
      programs.flatMap((program) => {
        const found = of(gpu).get(program.id);
        return found ? [{ gpu, program, compiled: found }] : [];
      }),
    ),
    runs: GPUS.flatMap((gpu) => runs.map((run) => modelRun(run, of(gpu), gpu))),
  };
}

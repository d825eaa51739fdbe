/**
 * The tiles of a sheet, cut and answered while earlier answers are looked at: two batches are under way, and no more.
 */
import { ConfigError } from '../../core/errors';
import { needAt } from '../../core/need';
import { counted } from '../../core/wording';
import { linked, untilAborted } from '../../core/waiting';
import { type Cell, type Cutting, type Edge, Grid } from '../../image/sheets/grid';
import type { Piece, Sheet } from '../../image/sheets/sheet';
import type { TakenSheet } from '../../image/sheets/openSheet';
import type { Classification } from '../scoring/ranked';
import { viewWithin } from '../../image/region';
import type { Model, Task } from '../task';
import type { TileAnswer, TilesCursor, TilesOptions } from '../tiles/tiles';
import { answerTaken, byGpu, type Office } from './ask';
import { HOST } from './landing';
import { type Held, type Look, type PhotoToTake, TakenPhoto } from './taken';

type ClassifyTask = Task<Classification[]>;

/** Where tiles are answered. */
export interface TileDesk<H extends Held> {
  /** As it was open last. */
  readonly model: Model;
  /** How many tiles are answered at once, at most. */
  readonly most: number;
  /** A tile that is opened in its turn, or again after a loss. */
  readonly take: (tile: PhotoToTake) => H;
  /** Begins to make inputs of tiles, while those before them are answered. */
  readonly prepare: (tiles: readonly H[]) => void;
  /** Releases each tile. */
  readonly answer: (task: ClassifyTask, tiles: readonly H[], signal: AbortSignal) => Promise<Classification[][]>;
}

/** That of a model on the GPU. */
export const tilesOnGpu = (office: Office): TileDesk<TakenPhoto> => ({
  get model() {
    return office.desks.latest.model;
  },
  get most() {
    const { sessions, model } = office.desks.latest;
    return sessions.batchLimit(...model.inputSize);
  },
  take: (tile) => new TakenPhoto(tile),
  // Where the device is lost, a tile is opened again.
  prepare: (tiles) => {
    const { desks } = office;
    if (desks.isOpen) for (const tile of tiles) void tile.input(desks.latest.intake);
  },
  answer: (task, tiles, signal) => answerTaken(office, task, tiles, byGpu(HOST), signal),
});

/** Tiles that wait for their turn. */
interface Batch<H> {
  readonly cells: readonly Cell[];
  readonly tiles: readonly H[];
}

/** The answers, row by row. Throws what `classify` throws, and a ConfigError for a cursor of another sheet. */
export async function* answerTiles<H extends Held>(
  desk: TileDesk<H>,
  taken: TakenSheet,
  task: ClassifyTask,
  options: TilesOptions,
): AsyncGenerator<TileAnswer, void, undefined> {
  const ended = new AbortController();
  const { signal, end } = linked([options.signal, ended.signal]);
  let sheet: Sheet | undefined;
  const under: Promise<unknown>[] = [];
  try {
    signal.throwIfAborted();
    const opening = taken.open().then((opened) => {
      sheet = opened;
      if (signal.aborted) opened.close(); // nobody waits for it any more
      return opened;
    });
    const opened = await untilAborted(signal, opening);
    const cutting = cuttingOf(options, desk.model);
    const grid = new Grid(opened, cutting);
    const first = firstOf(options.resume, opened, cutting, grid);
    const batches = batchesOf(desk, opened, grid, first, task, { ...options, signal });
    const answerNext = (): Promise<readonly TileAnswer[] | undefined> => {
      const answering = (async () => {
        const { value } = await batches.next();
        return value ? answerBatch(desk, task, value, { opened, cutting, grid, signal }) : undefined;
      })();
      answering.catch(() => undefined); // whoever asks for its answers hears of it
      under.push(answering);
      return answering;
    };
    for (let [next, after] = [answerNext(), answerNext()]; ; [next, after] = [after, answerNext()]) {
      const answers = await untilAborted(signal, next);
      under.shift();
      if (!answers) return;
      options.onProgress?.({ stage: 'classify', loaded: (answers.at(-1)?.index ?? 0) + 1, total: grid.total });
      for (const answer of answers) {
        signal.throwIfAborted();
        yield answer;
      }
    }
  } finally {
    ended.abort();
    end();
    void Promise.allSettled(under).then(() => sheet?.close());
  }
}

const both = (size: number): { readonly width: number; readonly height: number } => ({ width: size, height: size });

function cuttingOf({ tile, stride, edge, resume }: TilesOptions, { inputSize }: Model): Cutting {
  const [height, width] = inputSize;
  const size = typeof tile === 'number' ? both(tile) : (tile ?? resume?.tile ?? { width, height });
  const step = typeof stride === 'number' ? { x: stride, y: stride } : (stride ?? resume?.stride);
  const chosen: Edge = edge ?? resume?.edge ?? 'pad';
  return { tile: size, stride: step ?? { x: size.width, y: size.height }, edge: chosen };
}

/** The first tile that is not answered yet. Throws a ConfigError for a cursor of another sheet. */
function firstOf(cursor: TilesCursor | undefined, { width, height }: Sheet, cutting: Cutting, { total }: Grid): number {
  if (!cursor) return 0;
  const [before, now] = [cursor, { ...cutting, sheet: { width, height } }].map(inShort);
  if (before === now && cursor.next <= total) return cursor.next;
  throw new ConfigError(
    'cursor',
    `resume is the cursor of tile ${cursor.next} of ${before}, and this call has ${counted(total, 'tile')} of ${now}; give what it was made with, or leave out resume`,
  );
}

const inShort = ({ sheet, tile, stride, edge }: Omit<TilesCursor, 'next'>): string =>
  `${tile.width}x${tile.height} pixels by ${stride.x}, ${stride.y} of a sheet of ${sheet.width}x${sheet.height} pixels, edge '${edge}'`;

/** Tiles row by row, cut when they are asked for; while nobody asks, nothing is read. */
async function* batchesOf<H extends Held>(
  desk: TileDesk<H>,
  sheet: Sheet,
  grid: Grid,
  first: number,
  task: ClassifyTask,
  { batch, onProgress, signal }: TilesOptions & { readonly signal: AbortSignal },
): AsyncGenerator<Batch<H>, void, undefined> {
  for (let index = first; index < grid.total;) {
    const most = Math.min(batch ?? Infinity, desk.most);
    const cells: Cell[] = [];
    const tiles: H[] = [];
    for (; index < grid.total && cells.length < most; index++) {
      const cell = grid.cell(index);
      const { y, height } = cell.tile;
      if (cells.length === 0 || cells.at(-1)?.row !== cell.row) {
        try {
          await sheet.band(y, height, signal);
          signal.throwIfAborted();
        } catch (error) {
          if (cells.length > 0 && !signal.aborted) yield { cells, tiles }; // what was read before it is answered
          throw error;
        }
        onProgress?.({ stage: 'read', loaded: cell.shown.y + cell.shown.height, total: sheet.height });
      }
      cells.push(cell);
      tiles.push(desk.take(tileOf(sheet.cut(cell.tile), task, cell)));
    }
    yield { cells, tiles };
  }
}

const tileOf = ({ open, region }: Piece, task: Look, { index }: Cell): PhotoToTake => {
  const look: Look = region
    ? { ...task, view: (photo, model) => viewWithin(photo, region, (size) => task.view(size, model)) }
    : task;
  return { open, look, place: `tile ${index + 1}` };
};

/** What the tiles of a batch have in common. */
interface Whole {
  readonly opened: Sheet;
  readonly cutting: Cutting;
  readonly grid: Grid;
  readonly signal: AbortSignal;
}

async function answerBatch<H extends Held>(
  desk: TileDesk<H>,
  task: ClassifyTask,
  { cells, tiles }: Batch<H>,
  { opened: { width, height }, cutting, grid: { total }, signal }: Whole,
): Promise<readonly TileAnswer[]> {
  desk.prepare(tiles);
  const answers = await desk.answer(task, tiles, signal);
  return cells.map(({ index, row, column, shown }, i) => ({
    ...shown,
    ...{ row, column, index, total },
    classes: needAt(answers, i, 'answer'),
    cursor: { sheet: { width, height }, ...cutting, next: index + 1 },
  }));
}

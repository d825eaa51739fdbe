/**
 * The files that tiles are written to, answer by answer. Beside them stands a note, by which a run that was ended goes on:
 * the cursor, and how long each file was when it was written.
 */
import { constants, type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { readTilesOptions } from '../../../src/options/tiles';
import type { TileAnswer, TilesCursor } from '../../../src/tasks/tiles/tiles';
import { toCSV } from '../../../src/tasks/tiles/csv';
import { type GeoOptions, toGeoJSON } from '../../../src/tasks/tiles/geoJson';
import { fromCaller } from '../../common/files';
import { blame } from '../../common/words';

/** One form of file. */
interface Format {
  readonly begin: string;
  /** The text of an answer; `isFirst` if none is before it in the file. */
  readonly one: (answer: TileAnswer, isFirst: boolean) => string;
  readonly end: string;
}

const CSV: Format = {
  begin: toCSV([]),
  one: (answer) => toCSV(answer, { header: false }),
  end: '',
};

/** A collection with a feature a line. */
function geoJson(geo: GeoOptions): Format {
  const [begin = '', end = ''] = JSON.stringify(toGeoJSON([], geo)).split('[]');
  return {
    begin: `${begin}[`,
    one: (answer, isFirst) => `${isFirst ? '' : ','}\n${JSON.stringify(toGeoJSON(answer, geo))}`,
    end: `\n]${end}\n`,
  };
}

export interface TileOutputs {
  readonly saveGeojson?: string | undefined;
  readonly saveCsv?: string | undefined;
  readonly geo: GeoOptions;
}

/** What a run is about, as text: a run about something else does not go on with its files. */
export type Subject = string;

interface Note {
  readonly subject: Subject;
  readonly cursor: TilesCursor;
  readonly bytes: readonly number[];
}

interface Written {
  readonly path: string;
  readonly format: Format;
  readonly file: FileHandle;
  bytes: number;
}

const BEGIN_ANEW = 'leave out --resume to begin anew';

/** Opens a file, or makes one, and leaves what it holds: another of the files may be one that cannot be written. */
const NOT_EMPTIED = constants.O_RDWR | constants.O_CREAT;

export class TileFiles {
  readonly #files: readonly Written[];
  readonly #subject: Subject;
  readonly #note: string | undefined;
  /** Where the run goes on; undefined at its beginning. */
  readonly cursor: TilesCursor | undefined;

  private constructor(files: readonly Written[], subject: Subject, cursor: TilesCursor | undefined) {
    this.#files = files;
    this.#subject = subject;
    this.#note = noteOf(files.map(({ path }) => path));
    this.cursor = cursor;
  }

  /** Opens the files, empty unless the run goes on. Throws what is wrong with a path, or with the note. */
  static async open({ saveGeojson, saveCsv, geo }: TileOutputs, subject: Subject, resume: boolean): Promise<TileFiles> {
    const wanted: (readonly [path: string, format: Format])[] = [];
    if (saveGeojson !== undefined) wanted.push([saveGeojson, geoJson(geo)]);
    if (saveCsv !== undefined) wanted.push([saveCsv, CSV]);
    const note = resume ? await readNote(noteOf(wanted.map(([path]) => path)), subject, wanted.length) : undefined;
    const files: Written[] = [];
    try {
      for (const [i, [path, format]] of wanted.entries()) {
        const file = await open(fromCaller(path), NOT_EMPTIED).catch((error: unknown) => blame(path, error));
        files.push({ path, format, file, bytes: note?.bytes[i] ?? 0 });
      }
      for (const { path, file, bytes } of files)
        if ((await file.stat()).size < bytes)
          throw new Error(`${path}: it is shorter than the run left it; ${BEGIN_ANEW}`);
    } catch (error) {
      for (const { file } of files) await file.close();
      throw error;
    }
    // What came after the note was written would come again.
    for (const { file, bytes } of files) await file.truncate(bytes);
    const opened = new TileFiles(files, subject, note?.cursor);
    if (!note) await opened.#append(({ format }) => format.begin);
    return opened;
  }

  /** Writes answers, and then the note. */
  async add(answers: readonly TileAnswer[]): Promise<void> {
    await this.#append(({ format }) => answers.map((answer) => format.one(answer, answer.index === 0)).join(''));
    const cursor = answers.at(-1)?.cursor;
    if (this.#note === undefined || !cursor) return;
    const note: Note = { subject: this.#subject, cursor, bytes: this.#files.map(({ bytes }) => bytes) };
    const path = fromCaller(this.#note);
    // A kill leaves this note or the one before it.
    await writeFile(`${path}.new`, JSON.stringify(note))
      .then(() => rename(`${path}.new`, path))
      .catch((error: unknown) => blame(this.#note ?? '', error));
  }

  /** Ends the files: nothing is left to go on with. */
  async end(): Promise<void> {
    await this.#append(({ format }) => format.end);
    await this.close();
    if (this.#note !== undefined) await rm(fromCaller(this.#note), { force: true });
  }

  /** Leaves the files as they are. */
  async close(): Promise<void> {
    for (const { file } of this.#files) await file.close();
  }

  async #append(textOf: (written: Written) => string): Promise<void> {
    for (const written of this.#files) {
      const text = Buffer.from(textOf(written));
      await written.file
        .write(text, 0, text.length, written.bytes)
        .catch((error: unknown) => blame(written.path, error));
      written.bytes += text.length;
    }
  }
}

/** Where the note stands: beside the first file. */
const noteOf = ([first]: readonly string[]): string | undefined =>
  first === undefined ? undefined : `${first}.resume`;

async function readNote(path: string | undefined, subject: Subject, files: number): Promise<Note | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(fromCaller(path), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return blame(path, error);
  });
  if (text === undefined) {
    console.error(`${path}: there is nothing to resume, so the first tile is the first one`);
    return undefined;
  }
  const note = noteIn(text);
  if (!note) throw new Error(`${path}: it is no note of a run that was ended; ${BEGIN_ANEW}`);
  if (note.subject === subject && note.bytes.length === files) return note;
  throw new Error(
    `${path}: the run that was ended was about another image, another model or other options; ${BEGIN_ANEW}`,
  );
}

/** The note that a text holds; undefined where it is damaged. */
function noteIn(text: string): Note | undefined {
  try {
    const note = JSON.parse(text) as Note;
    const { resume } = readTilesOptions({ resume: note.cursor });
    const isNote =
      resume && Array.isArray(note.bytes) && note.bytes.every((each) => Number.isSafeInteger(each) && each >= 0);
    return isNote ? note : undefined;
  } catch {
    return undefined;
  }
}

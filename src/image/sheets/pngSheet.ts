/**
 * A PNG as a sheet: no more of it is decoded at once than a band.
 */
import { ImageError } from '../../core/errors';
import { Pauses } from '../../core/pauses';
import { bytesPhoto } from '../bitmaps';
import type { BlobPieces } from '../files/blobPieces';
import { unread } from '../files/file';
import type { Region } from '../geometry';
import type { PngHeader } from './png/header';
import { BrokenPng } from './png/inflate';
import { type ToRgba, toRgba } from './png/pixels';
import { PngRows } from './png/rows';
import { cutRows, type Piece, type Sheet } from './sheet';

export class PngSheet implements Sheet {
  readonly width: number;
  readonly height: number;
  readonly #name: string;
  readonly #rows: PngRows;
  readonly #toRgba: ToRgba;
  #rgba = new Uint8ClampedArray(0);
  /** The first row of the band, and the first one below it. */
  #top = 0;
  #end = 0;

  constructor(file: BlobPieces, header: PngHeader, name: string) {
    this.width = header.width;
    this.height = header.height;
    this.#name = name;
    this.#rows = new PngRows(file, header);
    this.#toRgba = toRgba(header);
  }

  async band(y: number, height: number, signal: AbortSignal): Promise<void> {
    const end = Math.min(y + height, this.height);
    const bytes = this.width * 4;
    const needed = Math.min(height, this.height) * bytes;
    if (this.#rgba.length < needed) this.#grow(needed);
    if (y > this.#top) {
      this.#rgba.copyWithin(0, Math.min(y, this.#end) * bytes - this.#top * bytes, (this.#end - this.#top) * bytes);
      this.#top = y;
    }
    const pauses = new Pauses();
    try {
      for (; this.#end < end; this.#end++) {
        const row = await this.#rows.next();
        if (this.#end >= y) this.#toRgba(row, this.#rgba, (this.#end - y) * bytes);
        await pauses.due();
        signal.throwIfAborted();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof BrokenPng ? this.#damaged(error) : unread(error, this.#name);
    }
  }

  cut(tile: Region): Piece {
    const { width } = this;
    const band = { rgba: this.#rgba, top: this.#top, width, height: this.#end - this.#top };
    const photo = bytesPhoto(cutRows(band, tile), this.#name, tile);
    return { open: () => photo };
  }

  close(): void {
    this.#rows.close();
    this.#rgba = new Uint8ClampedArray(0);
  }

  #grow(bytes: number): void {
    try {
      const grown = new Uint8ClampedArray(bytes);
      grown.set(this.#rgba);
      this.#rgba = grown;
    } catch (cause) {
      const message = `${this.#name} is ${this.width} pixels wide, and a row of tiles needs ${bytes / 1e6} MB; give a smaller tile`;
      throw new ImageError('too-large', message, { cause });
    }
  }

  #damaged(cause: BrokenPng): ImageError {
    const message = `${this.#name} cannot be read below row ${this.#end} of ${this.height}: it is a PNG image, but damaged: ${cause.message}; save it anew`;
    return new ImageError('damaged', message, { cause });
  }
}

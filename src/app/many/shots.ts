/**
 * Many photos, and what came of each.
 */
import type { Classification } from '../../index';
import type { Failure } from '../failures';
import type { ModelRequest } from '../modelRequest';

/** A file that was brought, by its path in the folder that was chosen, or by its name. */
export interface Entry {
  readonly path: string;
  readonly file: File;
}

/** A photo that the model has looked at. */
export interface Seen {
  /** The best five. */
  readonly classes: readonly Classification[];
  /** Of length 1; undefined where the model gives none. */
  readonly embedding: Float32Array | undefined;
  /** The square that the model saw, as a small picture. */
  readonly thumbnail: Blob;
}

export type Outcome = Seen | { readonly failure: Failure };

export interface Shot extends Entry {
  readonly id: number;
  /** Undefined until it is this photo's turn. */
  readonly outcome: Outcome | undefined;
}

export interface SeenShot extends Shot {
  readonly outcome: Seen;
}

export interface UnreadShot extends Shot {
  readonly outcome: { readonly failure: Failure };
}

export const isSeen = (shot: Shot): shot is SeenShot => shot.outcome !== undefined && 'classes' in shot.outcome;
export const isUnread = (shot: Shot): shot is UnreadShot => shot.outcome !== undefined && 'failure' in shot.outcome;

/** All photos, in the order in which they were brought. */
export interface Shots {
  readonly all: readonly Shot[];
  /** The model whose answers these are; undefined before the first photos. */
  readonly request: ModelRequest | undefined;
  /** Whether the next photo is looked at as soon as the model is free. */
  readonly isRunning: boolean;
  /** The names of the files that are no pictures. */
  readonly leftOut: readonly string[];
  /** The number of the next photo. */
  readonly nextId: number;
}

export const NONE: Shots = { all: [], request: undefined, isRunning: false, leftOut: [], nextId: 0 };

export type Change =
  | {
      readonly type: 'brought';
      readonly entries: readonly Entry[];
      readonly leftOut: readonly string[];
      readonly request: ModelRequest;
    }
  | { readonly type: 'looked'; readonly outcomes: ReadonlyMap<number, Outcome> }
  | { readonly type: 'stopped' }
  | { readonly type: 'resumed'; readonly request: ModelRequest }
  | { readonly type: 'cleared' };

/** The photos after a change. Answers of two models are never mixed: with another model all begin anew. */
export function changed(shots: Shots, change: Change): Shots {
  switch (change.type) {
    case 'brought': {
      if (change.entries.length === 0) return { ...shots, leftOut: change.leftOut };
      const { all, nextId } = ofModel(shots, change.request);
      const added = change.entries.map((entry, i) => ({ ...entry, id: nextId + i, outcome: undefined }));
      return {
        all: [...all, ...added],
        request: change.request,
        isRunning: true,
        leftOut: change.leftOut,
        nextId: nextId + added.length,
      };
    }
    case 'looked': {
      const all = shots.all.map((shot) => {
        const outcome = change.outcomes.get(shot.id);
        return outcome ? { ...shot, outcome } : shot;
      });
      return { ...shots, all, isRunning: shots.isRunning && all.some(({ outcome }) => !outcome) };
    }
    case 'stopped':
      return { ...shots, isRunning: false };
    case 'resumed':
      return { ...ofModel(shots, change.request), request: change.request, isRunning: true };
    case 'cleared':
      return { ...NONE, nextId: shots.nextId };
  }
}

/** The photos without the answers of another model; new numbers keep answers that come late from being theirs. */
function ofModel(shots: Shots, request: ModelRequest): Shots {
  if (shots.request === request) return shots;
  const all = shots.all.map((shot, i) => ({ ...shot, id: shots.nextId + i, outcome: undefined }));
  return { ...shots, all, nextId: shots.nextId + all.length };
}

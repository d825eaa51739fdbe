/**
 * What a person teaches: classes with their photos, the head that came of them, and the way back.
 */
import type { Lesson } from './learn/fit';
import type { Taught } from './learn/learn';
import type { ModelKey } from './modelKey';

/** A photo as far as teaching goes: the file itself is not needed any more. */
export interface TaughtPhoto {
  /** The SHA-256 of its file: the same photo is known again. */
  readonly id: string;
  /** The name of its file. */
  readonly name: string;
  /** The photo, drawn small. */
  readonly thumb: Blob;
  /** What the model makes of it: the pooled features. */
  readonly features: Float32Array;
}

export interface TaughtClass {
  readonly id: number;
  /** May be empty while a person types. */
  readonly name: string;
  readonly photos: readonly TaughtPhoto[];
}

/** A head, and the classes as they were when it learnt them. */
export interface Outcome extends Taught {
  readonly classes: readonly TaughtClass[];
}

/** What one step of undo brings back. */
export interface Version {
  readonly classes: readonly TaughtClass[];
  /** The model that gave the photos' features; undefined before the first photo. */
  readonly model?: ModelKey | undefined;
  readonly outcome?: Outcome | undefined;
}

/** What an undo takes back, for its words. */
export type Deed = 'photos' | 'photo removed' | 'class added' | 'class removed' | 'renamed' | 'taught' | 'opened';

interface Step extends Version {
  readonly deed: Deed;
  /** Deeds in a row with the same are one step. */
  readonly together?: string | undefined;
}

export interface Teaching extends Version {
  /** The name under which it is kept. */
  readonly name: string;
  readonly past: readonly Step[];
}

export type TeachingAction =
  | {
      readonly type: 'photo added';
      readonly classId: number;
      readonly photo: TaughtPhoto;
      readonly model: ModelKey;
      /** Photos that were given together are one step of undo. */
      readonly job: number;
    }
  | { readonly type: 'photo removed'; readonly classId: number; readonly photoId: string }
  | { readonly type: 'class added' }
  | { readonly type: 'class removed'; readonly classId: number }
  | { readonly type: 'renamed'; readonly classId: number; readonly name: string }
  | { readonly type: 'taught'; readonly outcome: Outcome }
  | { readonly type: 'opened'; readonly name: string; readonly version: Version }
  | { readonly type: 'named'; readonly name: string }
  | { readonly type: 'afresh' }
  | { readonly type: 'undone' };

/** So many steps can be taken back. */
const MOST_STEPS = 50;

/** Two classes, which a person names and fills. */
export const NOTHING_TAUGHT: Teaching = {
  name: '',
  past: [],
  classes: [1, 2].map((id) => ({ id, name: '', photos: [] })),
};

function emptyClass(others: readonly TaughtClass[]): TaughtClass {
  return { id: 1 + Math.max(0, ...others.map(({ id }) => id)), name: '', photos: [] };
}

export function reduceTeaching(teaching: Teaching, action: TeachingAction): Teaching {
  const { classes, outcome, model, past } = teaching;
  const done = (deed: Deed, version: Partial<Version>, together?: string): Teaching => ({
    ...teaching,
    ...version,
    past:
      together !== undefined && past.at(-1)?.together === together
        ? past
        : [...past, { classes, outcome, model, deed, together }].slice(-MOST_STEPS),
  });
  const changed = (id: number, change: (one: TaughtClass) => TaughtClass): readonly TaughtClass[] =>
    classes.map((one) => (one.id === id ? change(one) : one));

  switch (action.type) {
    case 'photo added': {
      const { photo, job } = action;
      const version = {
        model: action.model,
        classes: changed(action.classId, (one) => ({ ...one, photos: [...one.photos, photo] })),
      };
      return done('photos', version, `photos ${job}`);
    }
    case 'photo removed':
      return done('photo removed', {
        classes: changed(action.classId, (one) => ({
          ...one,
          photos: one.photos.filter(({ id }) => id !== action.photoId),
        })),
      });
    case 'class added':
      return done('class added', { classes: [...classes, emptyClass(classes)] });
    case 'class removed':
      return done('class removed', { classes: classes.filter(({ id }) => id !== action.classId) });
    case 'renamed': {
      const { classId, name } = action;
      return done('renamed', { classes: changed(classId, (one) => ({ ...one, name })) }, `name ${classId}`); // letters of one name are one step
    }
    case 'taught':
      return done('taught', { outcome: action.outcome });
    case 'opened':
      return { ...done('opened', { outcome: undefined, ...action.version }), name: action.name };
    case 'afresh':
      return { ...done('opened', { classes: NOTHING_TAUGHT.classes, outcome: undefined, model: undefined }), name: '' };
    case 'named':
      return { ...teaching, name: action.name };
    case 'undone': {
      const last = past.at(-1);
      if (!last) return teaching;
      return { ...teaching, classes: last.classes, outcome: last.outcome, model: last.model, past: past.slice(0, -1) };
    }
  }
}

/** The classes as rows to learn from. */
export const lessonOf = (classes: readonly TaughtClass[]): Lesson => ({
  rows: classes.flatMap(({ photos }) => photos.map(({ features }) => features)),
  classOf: classes.flatMap(({ photos }, index) => photos.map(() => index)),
  classes: classes.length,
});

/** Whether the head has learnt these very classes and photos; names may differ. */
export const isUpToDate = ({ classes, outcome }: Version): boolean =>
  outcome?.classes.length === classes.length &&
  classes.every(({ id, photos }, i) => {
    const learnt = outcome.classes[i];
    return learnt?.id === id && learnt.photos.map((each) => each.id).join() === photos.map((each) => each.id).join();
  });

/** The names of the classes that the head tells apart, in its order: as they are called now, where they are still there. */
export const namesOf = ({ classes }: Version, outcome: Outcome): readonly string[] =>
  outcome.classes.map(({ id, name }) => classes.find((one) => one.id === id)?.name ?? name);

/**
 * What is taught, with all that a person does to it, and what is said of each deed.
 */
import { useCallback, useReducer, useRef, useState } from 'preact/hooks';
import { useTexts } from '../language/language';
import type { Numbers } from '../language/numbers';
import type { TeachTexts } from '../language/fetched/teach.en';
import type { Action, State } from '../state';
import { isSameModel, useModelKey } from './modelKey';
import { isUpToDate, NOTHING_TAUGHT, type Outcome, reduceTeaching, type TaughtClass } from './lesson';
import { reportOn } from './result/report';
import type { Project } from './kept/shelf';
import { useTeachTexts } from './texts';
import { useIntake } from './photos/useIntake';
import { useLeaving } from './kept/useLeaving';
import { useProjects } from './kept/useProjects';
import { useTraining } from './learn/useTraining';

/** What is said of a deed, in whatever language is chosen by then. */
type Said = (t: TeachTexts, n: Numbers) => string;

export function useTeaching({ model }: State, dispatchPage: (action: Action) => void) {
  const { n } = useTexts();
  const t = useTeachTexts();
  const [teaching, dispatch] = useReducer(reduceTeaching, NOTHING_TAUGHT);
  const [said, setSaid] = useState<Said>();
  const say = useCallback((words: Said) => setSaid(() => words), []);
  const latest = useRef(teaching);
  latest.current = teaching;
  const projects = useProjects();
  const { classes } = teaching;
  const calledOf = (one: TaughtClass): string => one.name.trim() || t.nameless(1 + classes.indexOf(one));

  const key = useModelKey(model);
  const hasPhotos = classes.some(({ photos }) => photos.length > 0);
  /** The model that the photos were looked at by, if that is another one than the one in use. */
  const foreign = hasPhotos && key && teaching.model && !isSameModel(teaching.model, key) ? teaching.model : undefined;

  const [safe, setSafe] = useState<Pick<Project, 'name' | 'classes'>>({ name: '', classes });
  useLeaving(hasPhotos && classes !== safe.classes);

  const again = useRef<string[]>([]);
  const intake = useIntake(key && !foreign ? model : undefined, dispatchPage, {
    take: (job, photo) => {
      const one = latest.current.classes.find(({ id }) => id === job.classId);
      if (!one || key === undefined) return; // the class was deleted meanwhile
      if (one.photos.some(({ id }) => id === photo.id)) again.current.push(photo.name);
      else dispatch({ type: 'photo added', classId: job.classId, photo, model: key, job: job.id });
    },
    done: (job) => {
      const one = latest.current.classes.find(({ id }) => id === job.classId);
      const twice = again.current;
      again.current = [];
      if (!one) return;
      const name = calledOf(one);
      say((words, numbers) => (twice.length > 0 ? words.again(numbers.listed(twice)) : words.done(name)));
    },
  });

  const onTaught = useCallback(
    (outcome: Outcome): void => {
      const { right, photos } = reportOn(outcome);
      dispatch({ type: 'taught', outcome });
      say((words, numbers) => words.taughtSaid(numbers.percent(right / photos)));
    },
    [say],
  );
  const training = useTraining(onTaught);

  return {
    ...{ teaching, dispatch, projects, intake, training, foreign, key, hasPhotos, calledOf },
    said: said?.(t, n),
    /** Says that there was no picture in what was dropped or pasted. */
    sayNothing: useCallback(() => say((words) => words.nothing), [say]),
    isUpToDate: isUpToDate(teaching),
    undo: (): void => {
      dispatch({ type: 'undone' });
      say((words) => words.undone);
    },
    cancelTraining: (): void => {
      training.cancel();
      say((words) => words.cancelled);
    },
    keep: async (): Promise<void> => {
      const { name, model: of, outcome } = teaching;
      if (!of) return; // nothing was looked at yet, so there is nothing to keep
      const project = { name: name.trim(), model: of, classes, outcome, saved: new Date() };
      if (!(await projects.keep(project))) return;
      setSafe(project);
      say((words) => words.kept(project.name));
    },
    open: ({ name, ...version }: Project): void => {
      const { classes: kept, outcome, model: of } = version;
      dispatch({ type: 'opened', name, version: { classes: kept, outcome, model: of } });
      setSafe({ name, classes: kept });
      say((words) => words.opened(name));
    },
    forget: async ({ name }: Project): Promise<void> => {
      if (!(await projects.remove(name))) return;
      setSafe((last) => (last.name === name ? { name: '', classes: [] } : last));
      say((words) => words.forgotten(name));
    },
  };
}

import { useRef } from 'preact/hooks';
import { Problem } from '../../components/Problem';
import { shownOf } from '../modelKey';
import type { Project } from './shelf';
import { useTeachTexts } from '../texts';
import type { Projects } from './useProjects';

interface Props {
  readonly projects: Projects;
  readonly name: string;
  /** Whether there is anything to keep. */
  readonly canKeep: boolean;
  readonly onName: (name: string) => void;
  readonly onKeep: () => void;
  readonly onOpen: (project: Project) => void;
  readonly onRemove: (project: Project) => void;
}

/** What is kept on this device, and the way to keep what is taught now. */
export function Kept({ projects, name, canKeep, onName, onKeep, onOpen, onRemove }: Props) {
  const t = useTeachTexts();
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <section class="card" aria-labelledby="kept-taught">
      <h2 id="kept-taught" ref={title} tabIndex={-1}>
        {t.projects}
      </h2>
      <form
        class="keep"
        onSubmit={(event) => {
          event.preventDefault();
          onKeep();
        }}
      >
        <label for="taught-name" class="small">
          {t.keepName}
        </label>
        <input
          id="taught-name"
          type="text"
          class="text"
          required
          maxLength={60}
          placeholder={t.keepHint}
          value={name}
          onInput={({ currentTarget }) => onName(currentTarget.value)}
        />
        <button type="submit" class="button" disabled={!canKeep}>
          {t.keep}
        </button>
      </form>
      <p class="muted small">{t.keepLead}</p>
      <Problem failure={projects.failure} />
      {projects.all?.length === 0 && <p class="muted small">{t.noProjects}</p>}
      <ul class="models">
        {projects.all?.map((project) => (
          <li key={project.name}>
            <span class="named">{project.name}</span>
            <span class="muted small">
              {t.project(
                project.classes.length,
                project.classes.reduce((sum, { photos }) => sum + photos.length, 0),
                project.saved,
              )}
              {` · ${shownOf(project.model)}`}
            </span>
            <span class="actions">
              <button
                type="button"
                class="button"
                aria-label={t.openNamed(project.name)}
                onClick={() => onOpen(project)}
              >
                {t.open}
              </button>
              <button
                type="button"
                class="button"
                aria-label={t.forgetNamed(project.name)}
                onClick={() => {
                  title.current?.focus(); // the button goes with its project
                  onRemove(project);
                }}
              >
                {t.forget}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { EMBEDDED } from '../modelRequest';
import type { Language } from '../language/choosing/choice';
import { LANGUAGES, useTexts } from '../language/language';
import type { View } from '../views/names';
import { Views } from '../views/Views';

interface Props {
  readonly view: View;
  /** That of the page's address. */
  readonly fragment: string;
  /** Whether there is anything to go to. */
  readonly hasViews: boolean;
  readonly language: Language;
  readonly onSpeak: (language: Language) => void;
}

/** The page's views, the title and purpose of the one that is shown, and the page's language. */
export function Header({ view, fragment, hasViews, language, onSpeak }: Props) {
  const t = useTexts();
  return (
    <header class="header">
      <div class="top">
        <p class="brand">
          <img src="icons/icon.svg" alt="" width="28" height="28" />
          ResNeSt on WebGPU
        </p>
        <select
          class="language"
          aria-label={t.language}
          value={language}
          onChange={(event) => onSpeak(event.currentTarget.value as Language)}
        >
          {Object.entries(LANGUAGES).map(([id, { name, tag }]) => (
            <option key={id} value={id} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {hasViews && <Views view={view} fragment={fragment} />}
      <h1>{t.views[view].title}</h1>
      <p class="lead">{t.views[view].lead(EMBEDDED.numClasses)}</p>
    </header>
  );
}
